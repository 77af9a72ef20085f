using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.Guardrails;

/// <summary>What makes two requests to create a guardrail, or a version of it, the same one.</summary>
internal sealed record GuardrailFingerprint(
    string Name,
    string? Description,
    GuardrailDocument? Guardrail,
    IReadOnlyDictionary<string, string>? Tags)
{
    public Idempotency? For(string? token) => token is null
        ? null
        : Idempotency.Of(
            token, JsonSerializer.SerializeToUtf8Bytes(this, GuardrailsJson.Default.GuardrailFingerprint));
}
