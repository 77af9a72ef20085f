using System.Text.Json;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Reads what functions answer, which may be anything.</summary>
internal static class AnswerJson
{
    /// <summary>A member; null where there is none, it is null, or this is no object.</summary>
    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A member that is an object; null where there is no such one.</summary>
    public static JsonElement? Object(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>A member that is an array; null where there is no such one.</summary>
    public static JsonElement? Array(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Array } value ? value : null;

    /// <summary>A member as text; empty where there is none.</summary>
    public static string Text(this JsonElement json, string name) => json.Member(name)?.ToString() ?? "";

    /// <summary>A member that is a map of texts; null where there is no such one.</summary>
    public static IReadOnlyDictionary<string, string>? Texts(this JsonElement json, string name)
    {
        if (json.Object(name) is not { } map)
        {
            return null;
        }

        var texts = new Dictionary<string, string>();
        foreach (var pair in map.EnumerateObject())
        {
            texts[pair.Name] = pair.Value.ToString();
        }

        return texts;
    }
}
