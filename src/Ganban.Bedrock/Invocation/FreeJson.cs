using System.Text.Json;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// Checks JSON whose form is the client's own choice, such as a tool's schema, before anything deeper reads it.
/// </summary>
internal static class FreeJson
{
    /// <summary>The deepest nesting of objects and lists that is accepted.</summary>
    public const int DepthMax = 64;

    private const int DataCharactersMin = 512;

    /// <summary>Whether all text is Unicode, no object names a member twice, and nothing nests too deep.</summary>
    public static bool IsSound(JsonElement value)
    {
        try
        {
            return IsSound(value, 1);
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate passes as JSON and fails when it is read.
            return false;
        }
    }

    /// <summary>The texts in a sound value, in their order; data in Base64 is none.</summary>
    public static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Texts(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String when value.GetString() is { } text && !IsData(text) => [text],
        _ => [],
    };

    private static bool IsData(string text) => text.Length >= DataCharactersMin && text.All(char.IsAscii)
        && !text.Any(char.IsWhiteSpace);

    private static bool IsSound(JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                return depth <= DepthMax
                    && value.EnumerateObject().All(
                        member => names.Add(member.Name) && IsSound(member.Value, depth + 1));
            case JsonValueKind.Array:
                return depth <= DepthMax && value.EnumerateArray().All(item => IsSound(item, depth + 1));
            case JsonValueKind.String:
                return value.GetString() is not null;
            default:
                return true;
        }
    }
}
