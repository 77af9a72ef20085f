using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Ganban.Storage.Postgres;

/// <summary>The metadata of a row: the passage's attributes, and under names of the store's own what it needs beside.</summary>
internal static class PassageJson
{
    /// <summary>The attribute that names the index: account, region and name.</summary>
    public const string Index = Own + "index";

    /// <summary>The attribute that names the document.</summary>
    public const string Document = Own + "document";

    /// <summary>The attribute with the passage's number in its document, from 0.</summary>
    public const string Passage = Own + "passage";

    /// <summary>The attribute with the number of a document's rows; its first row has it.</summary>
    public const string Rows = Own + "rows";

    /// <summary>The attribute with the words that a passage is found by; its first row has it.</summary>
    public const string Words = Own + "words";

    /// <summary>The attribute with the names of the attributes that are the passage's and not the document's.</summary>
    public const string OwnKeys = Own + "own";

    /// <summary>What the names of the store's own attributes begin with.</summary>
    public const string Own = "x-ganban-";

    private const string Service = "x-amz-bedrock-kb-";

    /// <summary>Whether an attribute is the user's own.</summary>
    public static bool IsCustom(string key) => !key.StartsWith(Service, StringComparison.Ordinal);

    /// <summary>Attributes as a JSON object that PostgreSQL takes.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, JsonElement>> attributes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (key, value) in attributes)
            {
                writer.WritePropertyName(Clean(key));
                Write(writer, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A value as JSON that PostgreSQL takes.</summary>
    public static string Raw(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The user's attributes and the service's, without the store's own.</summary>
    public static Dictionary<string, JsonElement> Attributes(JsonElement metadata, JsonElement? custom)
    {
        var all = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var part in custom is { } more ? [metadata, more] : new[] { metadata })
        {
            foreach (var attribute in part.EnumerateObject()
                .Where(attribute => !attribute.Name.StartsWith(Own, StringComparison.Ordinal)))
            {
                all[attribute.Name] = attribute.Value.Clone();
            }
        }

        return all;
    }

    /// <summary>A text that PostgreSQL takes: it has no character 0, and no half of a pair.</summary>
    public static string Clean(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            text = text.Replace('\0', ' ');
        }

        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue(Clean(value.GetString()!));
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
