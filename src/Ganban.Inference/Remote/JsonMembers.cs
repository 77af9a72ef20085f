using System.Text.Json;

namespace Ganban.Inference.Remote;

/// <summary>
/// Reads members of JSON that an engine sent: absent and null are the same, a wrong type throws
/// <see cref="InvalidOperationException"/> or <see cref="FormatException"/>.
/// </summary>
internal static class JsonMembers
{
    /// <summary>A member; null if it is absent or null.</summary>
    public static JsonElement? Find(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>A member that is text.</summary>
    public static string? Text(this JsonElement json, string name) => json.Find(name)?.GetString();

    /// <summary>A member that is a whole number of at least 0.</summary>
    public static long? Count(this JsonElement json, string name) => json.Find(name)?.GetInt64() switch
    {
        null => null,
        < 0 => throw new FormatException($"{name} is negative."),
        var count => count,
    };

    /// <summary>The elements of a member that is a list; none if it is absent.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement json, string name) =>
        json.Find(name) is { } list ? list.EnumerateArray() : [];

    /// <summary>An object as the arguments of a function, each a value that outlives its document.</summary>
    public static Dictionary<string, object?> Arguments(this JsonElement json)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            Check(member.Value);
            arguments[member.Name] = member.Value.Clone();
        }

        return arguments;
    }

    /// <summary>Whether an exception means that JSON is not what it should be.</summary>
    public static bool IsMisread(Exception exception) =>
        exception is JsonException or InvalidOperationException or FormatException;

    // Text that is no Unicode passes the parser and fails in whoever reads it later.
    private static void Check(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                _ = json.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    Check(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    _ = member.Name;
                    Check(member.Value);
                }

                break;
        }
    }
}
