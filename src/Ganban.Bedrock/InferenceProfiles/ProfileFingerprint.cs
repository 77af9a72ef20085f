using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>What makes two requests to create a profile the same one.</summary>
internal sealed record ProfileFingerprint(
    string Name, ApplicationInferenceProfile Profile, IReadOnlyDictionary<string, string> Tags)
{
    public Idempotency For(string token)
    {
        var request = JsonSerializer.SerializeToUtf8Bytes(this, InferenceProfilesJson.Default.ProfileFingerprint);
        return Idempotency.Of(token, request);
    }
}
