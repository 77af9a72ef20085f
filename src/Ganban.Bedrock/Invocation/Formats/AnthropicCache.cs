using System.Text.Json;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Finds the cache points of Claude's requests.</summary>
internal static class AnthropicCache
{
    /// <summary>Whether a tool or a content block of a body that has been checked is marked for the cache.</summary>
    public static bool IsAsked(JsonElement body) => Marks(body).Any();

    /// <summary>Whether every mark asks to be kept for an hour.</summary>
    public static bool IsForHour(JsonElement body)
    {
        var marks = Marks(body).ToList();
        return marks.Count > 0 && marks.All(mark => mark.TryGetProperty("ttl", out var ttl)
            && ttl.ValueKind == JsonValueKind.String && ttl.ValueEquals("1h"u8));
    }

    private static IEnumerable<JsonElement> Marks(JsonElement body) =>
        Items(body, "tools")
            .Concat(Items(body, "system"))
            .Concat(Items(body, "messages").SelectMany(turn => Items(turn, "content")).SelectMany(
                block => Items(block, "content").Prepend(block)))
            .Select(Mark)
            .OfType<JsonElement>();

    private static IEnumerable<JsonElement> Items(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(member, out var items)
        && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray()
            : [];

    private static JsonElement? Mark(JsonElement block) =>
        block.ValueKind == JsonValueKind.Object
        && block.TryGetProperty("cache_control", out var control)
        && control.ValueKind == JsonValueKind.Object
            ? control
            : null;
}
