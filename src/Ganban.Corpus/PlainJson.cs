using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Corpus;

/// <summary>JSON with every character as it is.</summary>
internal static class PlainJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A text in quotes.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, Options.Encoder)}\"";

    /// <summary>A value without white space.</summary>
    public static string Compact(JsonNode value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A value with a space behind each comma and colon, as chat templates have it.</summary>
    public static string Spaced(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject map => "{" + string.Join(
            ", ", map.Select(member => $"{Quote(member.Key)}: {Spaced(member.Value)}")) + "}",
        JsonArray list => "[" + string.Join(", ", list.Select(Spaced)) + "]",
        _ => Compact(value),
    };
}
