using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.OpenSearch;

/// <summary>
/// A document of OpenSearch: a vector of a passage. The attributes are fields of their own, so that filters find them,
/// and together in the field that belongs to the service.
/// </summary>
/// <param name="Document">The document.</param>
/// <param name="Version">Which writing of the document it belongs to; a later one is greater.</param>
/// <param name="Passage">The passage's number in the document.</param>
/// <param name="Text">The passage's text.</param>
/// <param name="Metadata">The passage's metadata with the document's.</param>
/// <param name="Vector">The vector.</param>
/// <param name="Score">What OpenSearch thinks of it.</param>
internal sealed record OpenSearchRow(
    string Document,
    string Version,
    int Passage,
    string Text,
    IReadOnlyDictionary<string, JsonElement> Metadata,
    float[] Vector,
    double Score)
{
    /// <summary>The field with the index: account, region and name.</summary>
    public const string IndexField = "x-ganban-index";

    /// <summary>The field with the document.</summary>
    public const string DocumentField = "x-ganban-document";

    /// <summary>The field with the writing of the document.</summary>
    public const string VersionField = "x-ganban-version";

    /// <summary>The field with the words, taken apart.</summary>
    public const string WordsField = "x-ganban-words";

    private const string PassageField = "x-ganban-passage";

    /// <summary>The fields that an index gets beside the user's.</summary>
    public static JsonObject Mapping() => new()
    {
        ["properties"] = new JsonObject
        {
            [IndexField] = new JsonObject { ["type"] = "keyword" },
            [DocumentField] = new JsonObject { ["type"] = "keyword" },
            [VersionField] = new JsonObject { ["type"] = "keyword" },
            [PassageField] = new JsonObject { ["type"] = "integer" },
            [WordsField] = new JsonObject { ["type"] = "text", ["analyzer"] = "whitespace" },
        },
    };

    /// <summary>The rows of a document as OpenSearch takes them.</summary>
    public static IEnumerable<JsonObject> Of(
        VectorDocument document, VectorPlace.SearchIndex place, string index, string version)
    {
        for (var number = 0; number < document.Passages.Count; number++)
        {
            var passage = document.Passages[number];
            var attributes = document.MetadataOf(passage);

            for (var vector = 0; vector < passage.Vectors.Count; vector++)
            {
                var row = Attributes(attributes);
                var values = passage.Vectors[vector].ToArray().Select(value => JsonValue.Create(value));
                row[place.Vector] = new JsonArray([.. values]);
                row[place.Text] = passage.Text;
                row[place.Metadata] = Attributes(attributes).ToJsonString();
                row[IndexField] = index;
                row[DocumentField] = document.Id;
                row[VersionField] = version;
                row[PassageField] = number;
                if (vector == 0)
                {
                    row[WordsField] = string.Join(' ', SearchWords.Of(passage.Words));
                }

                yield return row;
            }
        }
    }

    /// <summary>A row that was found.</summary>
    /// <exception cref="IOException">It is none of this store's.</exception>
    public static OpenSearchRow Read(JsonNode hit, VectorPlace.SearchIndex place)
    {
        if (hit["_source"] is not JsonObject source)
        {
            throw new IOException($"The index {place.Name} keeps no sources, which are what is found. Enable them.");
        }

        try
        {
            return new OpenSearchRow(
                Field(DocumentField).GetValue<string>(),
                Field(VersionField).GetValue<string>(),
                Field(PassageField).GetValue<int>(),
                Field(place.Text).GetValue<string>(),
                JsonSerializer.Deserialize(
                    Field(place.Metadata).GetValue<string>(), RowJson.Default.DictionaryStringJsonElement) ?? [],
                [.. Field(place.Vector).AsArray().Select(value => value!.GetValue<float>())],
                (double?)hit["_score"] ?? 0);
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException or FormatException)
        {
            throw new IOException(
                $"A document of the index {place.Name} was written by something else: {e.Message}", e);
        }

        JsonNode Field(string name) => source[name]
            ?? throw new IOException($"A document of the index {place.Name} lacks the field {name}.");
    }

    private static JsonObject Attributes(Dictionary<string, JsonElement> attributes)
    {
        var json = new JsonObject();
        foreach (var (key, value) in attributes)
        {
            json[key] = JsonNode.Parse(value.GetRawText());
        }

        return json;
    }
}
