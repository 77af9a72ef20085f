using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Doors;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.PassThrough;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>Bodies as the log holds them.</summary>
internal static class InvocationBodies
{
    private const string LeftOut = "(image left out)";
    private const int ImageCharactersMin = 64;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = FreeJson.DepthMax };

    /// <summary>A body as JSON; one that is none, or an unsound one, as a string; null for an empty one.</summary>
    public static JsonNode? Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body, Options);
            return FreeJson.IsSound(document.RootElement) && document.RootElement.ValueKind == JsonValueKind.Object
                ? JsonObject.Create(document.RootElement.Clone())
                : JsonValue.Create(Encoding.UTF8.GetString(body.Span));
        }
        catch (JsonException)
        {
            return JsonValue.Create(Encoding.UTF8.GetString(body.Span));
        }
    }

    /// <summary>The chunks of a native stream, or the events of a front door's, as a list.</summary>
    public static JsonArray Chunks(IEnumerable<IStreamEvent> events) => new([.. events.Select(item => item switch
    {
        ResponseStream.Chunk chunk => Parse(chunk.Value.Bytes ?? default),
        PassedEvent { EventType: "chunk" } passed => Parse(PassedCounts.Chunk(passed.Payload)),
        DoorEvent { Data: var data } => data.DeepClone(),
        _ => null,
    }).Where(chunk => chunk is not null)]);

    /// <summary>
    /// Leaves the pixels out: every long string inside a member whose name speaks of images, or inside an object whose
    /// type is image.
    /// </summary>
    public static void LeaveOutImages(JsonNode? body) => LeaveOut(body, isImage: false);

    private static void LeaveOut(JsonNode? node, bool isImage)
    {
        switch (node)
        {
            case JsonObject members:
                isImage |= members["type"] is JsonValue type
                    && type.TryGetValue<string>(out var name) && NamesImage(name);
                foreach (var (key, value) in members.ToList())
                {
                    LeaveOut(value, isImage || NamesImage(key));
                }

                break;
            case JsonArray items:
                foreach (var item in items.ToList())
                {
                    LeaveOut(item, isImage);
                }

                break;
            case JsonValue value when isImage
                && value.TryGetValue<string>(out var text) && text.Length >= ImageCharactersMin:
                value.ReplaceWith(LeftOut);
                break;
        }
    }

    private static bool NamesImage(string name) => name.Contains("image", StringComparison.OrdinalIgnoreCase);
}
