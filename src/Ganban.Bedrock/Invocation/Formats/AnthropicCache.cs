using System.Text.Json;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Finds the cache points of Claude's requests.</summary>
internal static class AnthropicCache
{
    /// <summary>Whether a tool or a content block of a body that has been checked is marked for the cache.</summary>
    public static bool IsAsked(JsonElement body) =>
        Items(body, "tools").Any(IsMarked)
        || Items(body, "system").Any(IsMarked)
        || Items(body, "messages").SelectMany(turn => Items(turn, "content")).Any(
            block => IsMarked(block) || Items(block, "content").Any(IsMarked));

    private static IEnumerable<JsonElement> Items(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(member, out var items)
        && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray()
            : [];

    private static bool IsMarked(JsonElement block) =>
        block.ValueKind == JsonValueKind.Object
        && block.TryGetProperty("cache_control", out var control)
        && control.ValueKind == JsonValueKind.Object;
}
