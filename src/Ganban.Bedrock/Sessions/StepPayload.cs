using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>What a step holds, under the same id and version as its <see cref="StepRecord"/>.</summary>
/// <param name="Payload">The payload in the API's own form.</param>
public sealed record StepPayload(JsonElement Payload)
{
    /// <summary>The most bytes of a payload as JSON, with its images in Base64.</summary>
    public const int BytesMax = 15 << 20;

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<StepPayload> Kind { get; } =
        new("session-step-payload", SessionsJson.Default.StepPayload);
}
