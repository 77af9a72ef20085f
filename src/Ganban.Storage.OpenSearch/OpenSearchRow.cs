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
    private const string RowsField = "x-ganban-rows";
    private const string OwnField = "x-ganban-own";

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
            [RowsField] = new JsonObject { ["type"] = "integer" },
            [OwnField] = new JsonObject { ["type"] = "keyword", ["index"] = false },
        },
    };

    /// <summary>The rows of a document as OpenSearch takes them.</summary>
    public static IEnumerable<JsonObject> Of(
        VectorDocument document, VectorPlace.SearchIndex place, string index, string version)
    {
        var rows = document.Passages.Sum(passage => passage.Vectors.Count);
        for (var number = 0; number < document.Passages.Count; number++)
        {
            var passage = document.Passages[number];
            var attributes = document.MetadataOf(passage);
            for (var vector = 0; vector < passage.Vectors.Count; vector++)
            {
                var row = Row(attributes, place, version);
                var values = passage.Vectors[vector].ToArray().Select(value => JsonValue.Create(value));
                row[place.Vector] = new JsonArray([.. values]);
                row[place.Text] = passage.Text;
                row[IndexField] = index;
                row[DocumentField] = document.Id;
                row[PassageField] = number;
                row[RowsField] = rows;
                row[OwnField] = new JsonArray([.. passage.Metadata.Keys.Select(key => JsonValue.Create(key))]);
                if (vector == 0)
                {
                    row[WordsField] = string.Join(' ', SearchWords.Of(passage.Words));
                }

                yield return row;
            }
        }
    }

    /// <summary>
    /// The rows of a document with other metadata, as a new writing; null where they are not all there, or were
    /// written before rows told which attributes are the passage's own.
    /// </summary>
    /// <exception cref="IOException">They are none of this store's.</exception>
    public static IReadOnlyList<JsonObject>? Described(
        IReadOnlyList<JsonObject> rows,
        IReadOnlyDictionary<string, JsonElement> metadata,
        VectorPlace.SearchIndex place,
        string version) => Own(place, () =>
        {
            var newest = rows.Select(row => (string?)row[VersionField]).Max(StringComparer.Ordinal);
            var written = rows.Where(row => (string?)row[VersionField] == newest).ToList();
            return written.Count > 0 && written.All(row => (int?)row[RowsField] == written.Count)
                ? written.Select(row => Described(row, metadata, place, version)).ToList()
                : null;
        });

    /// <summary>A row that was found.</summary>
    /// <exception cref="IOException">It is none of this store's.</exception>
    public static OpenSearchRow Read(JsonNode hit, VectorPlace.SearchIndex place)
    {
        if (hit["_source"] is not JsonObject source)
        {
            throw new IOException($"The index {place.Name} keeps no sources, which are what is found. Enable them.");
        }

        return Own(place, () => new OpenSearchRow(
            Field(source, DocumentField).GetValue<string>(),
            Field(source, VersionField).GetValue<string>(),
            Field(source, PassageField).GetValue<int>(),
            Field(source, place.Text).GetValue<string>(),
            Parsed(Field(source, place.Metadata)),
            [.. Field(source, place.Vector).AsArray().Select(value => value!.GetValue<float>())],
            (double?)hit["_score"] ?? 0));
    }

    private static JsonObject Described(
        JsonObject row,
        IReadOnlyDictionary<string, JsonElement> metadata,
        VectorPlace.SearchIndex place,
        string version)
    {
        var attributes = new Dictionary<string, JsonElement>(metadata, StringComparer.Ordinal);
        var before = Parsed(Field(row, place.Metadata));
        foreach (var key in Field(row, OwnField).AsArray().Select(key => (string)key!).Where(before.ContainsKey))
        {
            attributes[key] = before[key];
        }

        var described = Row(attributes, place, version);
        string[] kept =
        [
            place.Vector, place.Text, IndexField, DocumentField, PassageField, WordsField, RowsField, OwnField,
        ];
        foreach (var field in kept.Where(row.ContainsKey))
        {
            described[field] = row[field]!.DeepClone();
        }

        return described;
    }

    private static T Own<T>(VectorPlace.SearchIndex place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException or FormatException)
        {
            throw new IOException(
                $"A document of the index {place.Name} was written by something else: {e.Message}", e);
        }
    }

    private static JsonNode Field(JsonObject source, string name) =>
        source[name] ?? throw new FormatException($"It lacks the field {name}.");

    private static Dictionary<string, JsonElement> Parsed(JsonNode metadata) =>
        JsonSerializer.Deserialize(metadata.GetValue<string>(), RowJson.Default.DictionaryStringJsonElement) ?? [];

    // An attribute never takes the place of a field.
    private static JsonObject Row(
        Dictionary<string, JsonElement> attributes, VectorPlace.SearchIndex place, string version)
    {
        var row = Attributes(attributes);
        row[place.Metadata] = Attributes(attributes).ToJsonString();
        row[VersionField] = version;
        return row;
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
