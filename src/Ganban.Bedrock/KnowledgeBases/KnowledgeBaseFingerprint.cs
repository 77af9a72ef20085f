using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>What makes two requests to create a knowledge base the same one.</summary>
internal sealed record KnowledgeBaseFingerprint(
    string Name, KnowledgeBaseRecord Record, IReadOnlyDictionary<string, string> Tags)
{
    public Idempotency? For(string? token) => token is null
        ? null
        : Idempotency.Of(
            token, JsonSerializer.SerializeToUtf8Bytes(this, KnowledgeBasesJson.Default.KnowledgeBaseFingerprint));
}
