using System.Text.Json;

namespace Ganban.Bedrock.Ingestion;

/// <summary>
/// Reads the file that stands beside a document: <c>metadataAttributes</c> by name, each a value, or an object with
/// its type, its value and <c>includeForEmbedding</c>; and of a CSV file <c>documentStructureConfiguration</c>.
/// </summary>
internal static class MetadataFile
{
    /// <summary>What the name of the file has behind the document's.</summary>
    public const string Suffix = ".metadata.json";

    /// <summary>The most bytes of the file: the service's limit of 10 KB.</summary>
    public const int BytesMax = 10 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    /// <summary>Reads the file.</summary>
    /// <exception cref="DocumentFailedException">It is not of this form.</exception>
    public static SourceMetadata Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutMark(content), Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new DocumentFailedException("the metadata file is no JSON object");
            }

            var records = root.TryGetProperty("documentStructureConfiguration", out var structure)
                ? RecordStructure.Read(structure)
                : null;
            if (root.TryGetProperty("metadataAttributes", out var attributes)
                && attributes.ValueKind == JsonValueKind.Object)
            {
                return Read(attributes) with { Records = records };
            }

            return records is not null && attributes.ValueKind == JsonValueKind.Undefined
                ? SourceMetadata.None with { Records = records }
                : throw new DocumentFailedException("the metadata file has no object metadataAttributes");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter shows only where a broken text is read.
            throw new DocumentFailedException($"the metadata file is no JSON in UTF-8: {e.Message}", e);
        }
    }

    private static SourceMetadata Read(JsonElement attributes)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var lines = new List<string>();
        foreach (var attribute in attributes.EnumerateObject())
        {
            var value = attribute.Value;
            if (value.ValueKind == JsonValueKind.Object)
            {
                value = Typed(attribute.Name, value);
                if (attribute.Value.TryGetProperty("includeForEmbedding", out var include)
                    && include.ValueKind == JsonValueKind.True)
                {
                    lines.Add($"{attribute.Name}: {value}");
                }
            }

            found[attribute.Name] = IsSound(value) ? value.Clone() : throw Unsound(attribute.Name);
        }

        return new SourceMetadata(found, string.Join('\n', lines));
    }

    private static JsonElement Typed(string name, JsonElement attribute)
    {
        if (!attribute.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Object)
        {
            throw Unsound(name);
        }

        var type = value.TryGetProperty("type", out var told) ? told.ToString() : "";
        var member = type switch
        {
            "STRING" => "stringValue",
            "NUMBER" => "numberValue",
            "BOOLEAN" => "booleanValue",
            "STRING_LIST" => "stringListValue",
            _ => throw Unsound(name),
        };
        return value.TryGetProperty(member, out var found) ? found : throw Unsound(name);
    }

    /// <summary>Whether a value can be an attribute. It reads the texts, so that a store can read them.</summary>
    /// <exception cref="InvalidOperationException">A text is not in UTF-8, or holds half of a character.</exception>
    public static bool IsSound(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is not null,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => true,
        JsonValueKind.Array => value.EnumerateArray().All(
            item => item.ValueKind == JsonValueKind.String && item.GetString() is not null),
        _ => false,
    };

    private static DocumentFailedException Unsound(string name) => new(
        $"the attribute {name} of the metadata file is no string, number, boolean or list of strings");

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> content) =>
        content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;
}
