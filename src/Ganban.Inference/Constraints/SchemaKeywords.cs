using System.Text.Json.Nodes;

namespace Ganban.Inference.Constraints;

/// <summary>
/// The keywords of one schema, or of several that hold together, that the compiler follows. What they hold stays in
/// the document and is not copied. Immutable.
/// </summary>
internal sealed class SchemaKeywords
{
    private static readonly string[] Followed =
    [
        "$ref", "allOf", "anyOf", "oneOf", "const", "enum", "type", "properties", "required", "additionalProperties",
        "items", "minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
        "exclusiveMaximum",
    ];

    private readonly Dictionary<string, Layer> _layers;

    private SchemaKeywords(Dictionary<string, Layer> layers)
    {
        _layers = layers;
    }

    /// <summary>Those of no schema.</summary>
    public static SchemaKeywords None { get; } = new([]);

    /// <summary>True when they say of themselves what a value may be, apart from alternatives.</summary>
    public bool Restricts => Has("type") || Has("properties") || Has("required");

    /// <summary>What a keyword holds; null where it is absent or null.</summary>
    public JsonNode? this[string keyword] => _layers.GetValueOrDefault(keyword)?.Value;

    /// <summary>True when the keyword is there, if only as null.</summary>
    public bool Has(string keyword) => _layers.ContainsKey(keyword);

    /// <summary>What the schemas hold under a keyword, the first first: several for properties and required.</summary>
    public IEnumerable<JsonNode?> All(string keyword)
    {
        var all = new Stack<JsonNode?>();
        for (var layer = _layers.GetValueOrDefault(keyword); layer is not null; layer = layer.Under)
        {
            all.Push(layer.Value);
        }

        return all;
    }

    /// <summary>All but one keyword.</summary>
    public SchemaKeywords Without(string keyword)
    {
        var layers = new Dictionary<string, Layer>(_layers);
        layers.Remove(keyword);
        return new SchemaKeywords(layers);
    }

    /// <summary>Adds those of <paramref name="schema"/>: properties and required together, the rest replaced.</summary>
    public SchemaKeywords With(JsonObject schema)
    {
        var layers = new Dictionary<string, Layer>(_layers);
        foreach (var keyword in Followed)
        {
            if (schema.TryGetPropertyValue(keyword, out var value))
            {
                layers[keyword] = new Layer(value, Joins(keyword, value) ? layers.GetValueOrDefault(keyword) : null);
            }
        }

        return new SchemaKeywords(layers);
    }

    private bool Joins(string keyword, JsonNode? value) =>
        (keyword == "properties" && value is JsonObject && this[keyword] is JsonObject)
        || (keyword == "required" && value is JsonArray && this[keyword] is JsonArray);

    /// <summary>What one schema holds under a keyword, and the schemas before it.</summary>
    private sealed record Layer(JsonNode? Value, Layer? Under);
}
