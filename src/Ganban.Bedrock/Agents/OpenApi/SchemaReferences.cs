using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Bedrock.Agents.OpenApi;

/// <summary>
/// Puts what <c>$ref</c> means in its place, within one document and within bounds; a reference that leads back to
/// itself is refused.
/// </summary>
/// <param name="document">The whole document.</param>
internal sealed class SchemaReferences(JsonElement document)
{
    private const int DepthMax = 32;

    // After references are put in place, in the whole document: a long text may be meant a thousand times.
    private const int NodesMax = 20_000;
    private const int CharactersMax = 2_000_000;

    private readonly List<string> _open = [];
    private int _nodesLeft = NodesMax;
    private int _charactersLeft = CharactersMax;

    /// <summary>The object that a value is, or that its <c>$ref</c> means.</summary>
    /// <exception cref="OpenApiException">It is no object, or the reference leads nowhere.</exception>
    public JsonElement Follow(JsonElement value, string place)
    {
        for (var steps = 0; steps < DepthMax; steps++)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                throw new OpenApiException(place, "It must be an object.");
            }

            if (Reference(value, place) is not { } reference)
            {
                return value;
            }

            value = Find(reference, place);
        }

        throw new OpenApiException(place, "Its $ref leads to another and so on without end. Name the part itself.");
    }

    /// <summary>Counts a text that is put in its place.</summary>
    /// <exception cref="OpenApiException">All texts together are beyond the bounds.</exception>
    public string Counted(string text, string place)
    {
        _charactersLeft -= text.Length;
        return _charactersLeft >= 0
            ? text
            : throw new OpenApiException(
                place, $"With its references put in place the schema has more than {CharactersMax} characters. Make it smaller.");
    }

    /// <summary>A schema as a JSON schema that stands for itself.</summary>
    /// <exception cref="OpenApiException">It can't be one, or is beyond the bounds.</exception>
    public JsonObject Schema(JsonElement schema, string place) => Schema(schema, place, depth: 1);

    private JsonObject Schema(JsonElement schema, string place, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new OpenApiException(place, "A schema must be an object.");
        }

        Count(place, depth);
        if (Reference(schema, place) is { } reference)
        {
            if (_open.Contains(reference))
            {
                throw new OpenApiException(
                    place, $"The schema {reference} contains itself. Agents can't use recursive schemas; describe the levels that are needed.");
            }

            _open.Add(reference);
            var meant = Schema(Find(reference, place), place, depth + 1);
            _open.RemoveAt(_open.Count - 1);
            return meant;
        }

        var result = new JsonObject();
        foreach (var member in schema.EnumerateObject())
        {
            if (Keyword(member, $"{place}.{member.Name}", depth) is { } value)
            {
                result[member.Name] = value;
            }
        }

        Exclude(schema, result, "minimum", "exclusiveMinimum", place);
        Exclude(schema, result, "maximum", "exclusiveMaximum", place);
        return result;
    }

    // What is OpenAPI's own (nullable, example, xml …) is no part of a JSON schema and left out.
    private JsonNode? Keyword(JsonProperty member, string place, int depth) => member.Name switch
    {
        "properties" => Properties(member.Value, place, depth),
        "items" or "not" => Schema(member.Value, place, depth + 1),
        "additionalProperties" => member.Value.ValueKind == JsonValueKind.Object
            ? Schema(member.Value, place, depth + 1)
            : Copy(member.Value, place),
        "allOf" or "anyOf" or "oneOf" => Schemas(member.Value, place, depth),
        "type" => JsonValue.Create(Type(member.Value, place)),
        "required" => Required(member.Value, place),
        "title" or "description" or "enum" or "format" or "default" or "pattern" or "minimum" or "maximum"
            or "multipleOf" or "minLength" or "maxLength" or "minItems" or "maxItems" or "uniqueItems"
            or "minProperties" or "maxProperties" => Copy(member.Value, place),
        _ => null,
    };

    private JsonObject Properties(JsonElement properties, string place, int depth)
    {
        if (properties.ValueKind != JsonValueKind.Object)
        {
            throw new OpenApiException(place, "It must be an object of schemas by name.");
        }

        var result = new JsonObject();
        foreach (var property in properties.EnumerateObject())
        {
            var name = Counted(property.Name, place);
            result[name] = Schema(property.Value, $"{place}.{name}", depth + 1);
        }

        return result;
    }

    private JsonArray Schemas(JsonElement schemas, string place, int depth)
    {
        if (schemas.ValueKind != JsonValueKind.Array)
        {
            throw new OpenApiException(place, "It must be a list of schemas.");
        }

        var result = new JsonArray();
        foreach (var schema in schemas.EnumerateArray())
        {
            result.Add((JsonNode)Schema(
                schema, string.Create(CultureInfo.InvariantCulture, $"{place}[{result.Count}]"), depth + 1));
        }

        return result;
    }

    private static string Type(JsonElement type, string place) =>
        type.ValueKind == JsonValueKind.String
        && type.GetString() is { } name
        && name is "string" or "number" or "integer" or "boolean" or "array" or "object"
            ? type.GetString()!
            : throw new OpenApiException(
                place, "It must be one of string, number, integer, boolean, array and object (OpenAPI 3.0 has no lists of types).");

    private JsonNode? Required(JsonElement required, string place) =>
        required.ValueKind == JsonValueKind.Array
        && required.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
            ? Copy(required, place)
            : throw new OpenApiException(place, "In a schema it must be a list of the names of members.");

    // OpenAPI 3.0 has JSON schema's draft 5: a boolean beside the bound.
    private void Exclude(JsonElement schema, JsonObject result, string bound, string exclusive, string place)
    {
        if (schema.TryGetProperty(exclusive, out var excludes)
            && excludes.ValueKind == JsonValueKind.True
            && schema.TryGetProperty(bound, out var value))
        {
            result.Remove(bound);
            result[exclusive] = Copy(value, place);
        }
    }

    private static string? Reference(JsonElement value, string place)
    {
        if (!value.TryGetProperty("$ref", out var reference))
        {
            return null;
        }

        return reference.ValueKind == JsonValueKind.String
            && reference.GetString() is { } text
            && text.StartsWith("#/", StringComparison.Ordinal)
                ? text
                : throw new OpenApiException(
                    place, "A $ref must begin with #/: only parts of the same document can be named. Copy the part into the document.");
    }

    private JsonElement Find(string reference, string place)
    {
        var found = document;
        foreach (var part in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part)
                .Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                throw new OpenApiException(place, $"$ref names {reference}, which is not in the document.");
            }
        }

        return found;
    }

    private void Count(string place, int depth)
    {
        if (depth > DepthMax || --_nodesLeft < 0)
        {
            throw new OpenApiException(
                place, $"With its references put in place the schema is deeper than {DepthMax} levels or has more than {NodesMax} parts. Make it smaller.");
        }
    }

    private JsonNode? Copy(JsonElement value, string place) => JsonNode.Parse(Counted(value.GetRawText(), place));
}
