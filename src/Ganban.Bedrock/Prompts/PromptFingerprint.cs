using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.Prompts;

/// <summary>What makes two requests to create a prompt, or a version of it, the same one.</summary>
internal sealed record PromptFingerprint(
    string Name, string? Description, PromptDocument? Prompt, IReadOnlyDictionary<string, string>? Tags)
{
    public Idempotency? For(string? token) => token is null
        ? null
        : Idempotency.Of(token, JsonSerializer.SerializeToUtf8Bytes(this, PromptsJson.Default.PromptFingerprint));
}
