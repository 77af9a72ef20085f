using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>What makes two requests to create a flow, a version or an alias of it, the same one.</summary>
internal sealed record FlowFingerprint(
    string Name,
    string? Description,
    FlowDocument? Flow = null,
    FlowAliasDocument? Alias = null,
    IReadOnlyDictionary<string, string>? Tags = null)
{
    public Idempotency? For(string? token) => token is null
        ? null
        : Idempotency.Of(token, JsonSerializer.SerializeToUtf8Bytes(this, FlowsJson.Default.FlowFingerprint));
}
