using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Inference.Constraints;

/// <summary>JSON as text: on one line, with only the escapes that JSON demands.</summary>
internal static class JsonText
{
    /// <summary>A value as UTF-8 JSON.</summary>
    public static byte[] Bytes(JsonNode? value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            if (value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }
        }

        return stream.ToArray();
    }

    /// <summary>A property's name as JSON without its quotes, one char per byte of UTF-8.</summary>
    public static string Key(string name) => Encoding.Latin1.GetString(Bytes(JsonValue.Create(name)).AsSpan()[1..^1]);
}
