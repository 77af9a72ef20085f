using System.Globalization;
using System.Text.Json;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Finds the cache points of Claude's requests.</summary>
internal static class AnthropicCache
{
    private const string Member = "cache_control";
    private const int MarksMax = 4;

    /// <summary>Whether a tool or a content block of a body that has been checked is marked for the cache.</summary>
    public static bool IsAsked(JsonElement body) => Marks(body).Any();

    /// <summary>How long the marks of a body that has been checked ask to be kept; null if none says.</summary>
    public static string? Ttl(JsonElement body) => ChatRequest.TtlOf(
        [.. Marks(body).Select(mark => mark.TryGetProperty("ttl", out var ttl) ? ttl.GetString() : null)]);

    /// <summary>Reads a block's mark, if it has one.</summary>
    public static void Read(NativeBody block)
    {
        if (block.Object(Member) is { } mark)
        {
            mark.OneOf("type", ["ephemeral"], required: true);
            mark.OneOf("ttl", ["5m", "1h"]);
            mark.RefuseOthers();
        }
    }

    /// <summary>Checks that a body has no more marks than the model takes.</summary>
    /// <exception cref="ValidationException">It has more.</exception>
    public static void CheckCount(JsonElement body)
    {
        if (Marks(body).Count() is > MarksMax and var count)
        {
            throw new ValidationException(string.Create(
                CultureInfo.InvariantCulture,
                $"A maximum of {MarksMax} blocks with cache_control may be provided. Found {count}."));
        }
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
        && block.TryGetProperty(Member, out var control)
        && control.ValueKind == JsonValueKind.Object
            ? control
            : null;
}
