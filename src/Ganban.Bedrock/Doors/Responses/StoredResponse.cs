using System.Text.Json;
using System.Text.Json.Serialization;
using Ganban.Storage;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>A response that is kept, so that another may go on from it.</summary>
/// <param name="Previous">The id of the response that it went on from; null for a first one.</param>
/// <param name="Input">The items that it answers to, without those before.</param>
/// <param name="Response">The response as its caller got it.</param>
public sealed record StoredResponse(string? Previous, JsonElement Input, JsonElement Response)
{
    /// <summary>Where they are stored.</summary>
    public static DocumentKind<StoredResponse> Kind { get; } =
        new("response", ResponsesJson.Default.StoredResponse);
}

/// <summary>How kept responses become JSON.</summary>
[JsonSourceGenerationOptions(
    MaxDepth = 256,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredResponse))]
internal sealed partial class ResponsesJson : JsonSerializerContext;
