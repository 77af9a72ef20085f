using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>What makes two requests to create a prompt router the same one.</summary>
internal sealed record RouterFingerprint(
    string Name, PromptRouter Router, IReadOnlyDictionary<string, string> Tags)
{
    public Idempotency For(string token) => Idempotency.Of(
        token, JsonSerializer.SerializeToUtf8Bytes(this, PromptRoutersJson.Default.RouterFingerprint));
}
