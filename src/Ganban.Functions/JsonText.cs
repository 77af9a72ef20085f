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

    /// <summary>Reads what <see cref="IsJson"/>.</summary>
    /// <exception cref="JsonException">It isn't.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> text) =>
        JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = DepthMax });
}
