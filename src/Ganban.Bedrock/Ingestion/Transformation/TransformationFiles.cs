using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Ingestion.Chunking;

namespace Ganban.Bedrock.Ingestion.Transformation;

/// <summary>
/// The event that a transformation's function gets, what it answers, and the files between them, in the service's form.
/// </summary>
internal static class TransformationFiles
{
    private const string Version = "1.0";
    private const string PriorTask = "CHUNKING";
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>The event.</summary>
    public static byte[] Event(IngestionTarget target, string bucket, SourceFile file, IReadOnlyList<string> keys)
    {
        var location = file.IsCustom
            ? new JsonObject
            {
                ["type"] = "CUSTOM",
                ["custom_document_location"] = new JsonObject { ["id"] = file.Name },
            }
            : file.Name.StartsWith("s3://", StringComparison.Ordinal)
                ? new JsonObject { ["type"] = "S3", ["s3_location"] = new JsonObject { ["uri"] = file.Name } }
                : new JsonObject { ["type"] = "WEB", ["web_location"] = new JsonObject { ["url"] = file.Name } };
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["version"] = Version,
            ["knowledgeBaseId"] = target.KnowledgeBase,
            ["dataSourceId"] = target.DataSource,
            ["ingestionJobId"] = target.Job,
            ["bucketName"] = bucket,
            ["priorTask"] = PriorTask,
            ["inputFiles"] = new JsonArray(new JsonObject
            {
                ["originalFileLocation"] = location,
                ["fileMetadata"] = Written(file.Metadata.Attributes),
                ["contentBatches"] = new JsonArray([.. keys.Select(key => new JsonObject { ["key"] = key })]),
            }),
        });
    }

    /// <summary>A file of passages.</summary>
    public static byte[] Write(IEnumerable<Passage> passages) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["fileContents"] = new JsonArray([.. passages.Select(passage => new JsonObject
        {
            ["contentBody"] = passage.Text,
            ["contentType"] = "TEXT",
            ["contentMetadata"] = Written(passage.Attributes),
        })]),
    });

    /// <summary>The files that a function names, each with what holds for all of it.</summary>
    /// <exception cref="DocumentFailedException">It answered something else.</exception>
    public static IReadOnlyList<(string Key, IReadOnlyDictionary<string, JsonElement> Attributes)> Outputs(
        ReadOnlyMemory<byte> answer) => Parse(answer, "the function's answer", json =>
        {
            var outputs = new List<(string, IReadOnlyDictionary<string, JsonElement>)>();
            foreach (var file in List(json, "outputFiles", "the function's answer"))
            {
                var attributes = Attributes(file, "fileMetadata");
                foreach (var batch in List(file, "contentBatches", "the function's answer"))
                {
                    outputs.Add((Text(batch, "key", "the function's answer"), attributes));
                }
            }

            return outputs;
        });

    /// <summary>The passages of a file that a function wrote; empty ones are left out.</summary>
    /// <exception cref="DocumentFailedException">It is not of its form.</exception>
    public static IReadOnlyList<Passage> Read(
        string key, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, JsonElement> attributes) =>
        Parse<IReadOnlyList<Passage>>(content, key, json =>
        [
            .. List(json, "fileContents", key)
                .Select(item => (Text: Text(item, "contentBody", key), Own: Attributes(item, "contentMetadata")))
                .Where(item => !string.IsNullOrWhiteSpace(item.Text))
                .Select(item => new Passage(item.Text, Page: null, Headings: [], Embedded: [item.Text])
                {
                    Attributes = attributes.Concat(item.Own)
                        .GroupBy(pair => pair.Key, StringComparer.Ordinal)
                        .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal),
                }),
        ]);

    /// <summary>What a function says of its failure.</summary>
    public static string ErrorOf(ReadOnlyMemory<byte> answer) => Parse(answer, "the function's error", json =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("errorMessage", out var message)
            ? message.ToString()
            : json.ToString());

    private static JsonObject Written(IReadOnlyDictionary<string, JsonElement> attributes) =>
        new(attributes.Select(pair => KeyValuePair.Create(pair.Key, JsonNode.Parse(pair.Value.GetRawText()))));

    // A broken text within it shows only where it is read.
    private static T Parse<T>(ReadOnlyMemory<byte> json, string place, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DocumentFailedException($"{place} is no JSON in UTF-8: {e.Message}", e);
        }
    }

    private static IEnumerable<JsonElement> List(JsonElement json, string name, string place) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var list)
        && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : throw new DocumentFailedException($"{place} has no list {name}");

    private static string Text(JsonElement json, string name, string place) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var text)
        && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : throw new DocumentFailedException($"{place} has no text {name}");

    // What can't be an attribute is left out: a function passes on what it was given.
    private static Dictionary<string, JsonElement> Attributes(JsonElement json, string name)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (json.TryGetProperty(name, out var attributes) && attributes.ValueKind == JsonValueKind.Object)
        {
            foreach (var attribute in attributes.EnumerateObject().Where(item => MetadataFile.IsSound(item.Value)))
            {
                found[attribute.Name] = attribute.Value.Clone();
            }
        }

        return found;
    }
}
