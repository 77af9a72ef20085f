using System.Globalization;
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

        return WithoutEscapedPairs(stream.ToArray());
    }

    /// <summary>
    /// Characters beyond the first plane as they are: the writer escapes them, and models don't write them so.
    /// </summary>
    private static byte[] WithoutEscapedPairs(byte[] json)
    {
        var plain = new List<byte>(json.Length);
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\')
            {
                plain.Add(json[i]);
            }
            else if (json[i + 1] == 'u' && HexAt(json, i + 2) is var high && char.IsHighSurrogate((char)high))
            {
                var low = HexAt(json, i + 8);
                plain.AddRange(Encoding.UTF8.GetBytes([(char)high, (char)low]));
                i += 11;
            }
            else
            {
                plain.AddRange(json.AsSpan(i, 2));
                i++;
            }
        }

        return [.. plain];
    }

    private static int HexAt(byte[] json, int at) => int.Parse(
        json.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>A property's name as JSON without its quotes, one char per byte of UTF-8.</summary>
    public static string Key(string name) => Encoding.Latin1.GetString(Bytes(JsonValue.Create(name)).AsSpan()[1..^1]);
}
