using System.Text.Json;

namespace Ganban.Functions;

/// <summary>JSON that comes from functions.</summary>
public static class JsonText
{
    private const int DepthMax = 128;

    /// <summary>Whether bytes are one JSON value in UTF-8, at most 128 levels deep.</summary>
    public static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = DepthMax });
        try
        {
            while (reader.Read())
            {
            }

            return reader.TokenType != JsonTokenType.None;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The first text that is not empty among some members of an object; null where there is none.</summary>
    internal static string? Text(ReadOnlyMemory<byte> json, params string[] members)
    {
        try
        {
            using var document = Parse(json);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                ? members.Select(member => Text(root, member)).FirstOrDefault(text => text is { Length: > 0 })
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement value, string member)
    {
        try
        {
            return value.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.String
                ? found.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            return null; // An unpaired surrogate passes as JSON and fails when it is read.
        }
    }

    /// <summary>Reads what <see cref="IsJson"/>.</summary>
    /// <exception cref="JsonException">It isn't.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> text) =>
        JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = DepthMax });
}
