using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.DataSources;

/// <summary>What makes two requests to create a data source the same one.</summary>
internal sealed record DataSourceFingerprint(string KnowledgeBase, string Name, DataSourceRecord Record)
{
    public Idempotency? For(string? token) => token is null
        ? null
        : Idempotency.Of(
            token, JsonSerializer.SerializeToUtf8Bytes(this, DataSourcesJson.Default.DataSourceFingerprint));
}
