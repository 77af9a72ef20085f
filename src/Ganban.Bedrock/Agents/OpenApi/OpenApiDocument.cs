using System.Text.Json;

namespace Ganban.Bedrock.Agents.OpenApi;

/// <summary>The text of an OpenAPI schema, as a document.</summary>
internal static class OpenApiDocument
{
    /// <summary>The most characters of a schema.</summary>
    public const int CharactersMax = 500_000;

    private const int DepthMax = 64;
    private const int NodesMax = 100_000;

    /// <summary>Reads JSON, or YAML where the text does not begin like JSON.</summary>
    /// <exception cref="OpenApiException">It is neither, too large, or no object.</exception>
    public static JsonElement Parse(string text)
    {
        if (text.Length > CharactersMax)
        {
            throw new OpenApiException("", $"The schema has more than {CharactersMax} characters. Make it smaller.");
        }

        var document = text.AsSpan().TrimStart().StartsWith("{") ? Json(text) : Yaml(text);
        return document.ValueKind == JsonValueKind.Object
            ? document
            : throw new OpenApiException("", "The schema is empty or no object. Send an OpenAPI 3.0 document in JSON or YAML.");
    }

    private static JsonElement Json(string text)
    {
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = DepthMax, AllowDuplicateProperties = false };
            using var document = JsonDocument.Parse(text, options);
            ReadTexts(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new OpenApiException("", $"The schema is no JSON: {e.Message}", e);
        }
    }

    // Half a surrogate pair is JSON, but no text: reading it is an invalid operation, here and not later.
    private static void ReadTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
        }
    }

    private static JsonElement Yaml(string text) => YamlJson.Read(text, DepthMax, NodesMax) is { } node
        ? JsonSerializer.SerializeToElement(node, AgentsJson.Default.JsonNode)
        : default;
}
