using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Inference.Constraints;

/// <summary>
/// Compiles a JSON schema (draft 2020-12 and its forerunners) to <see cref="SchemaNode"/>s. Followed are type, enum,
/// const, properties, required, additionalProperties, items, min/maxItems, min/maxLength, anyOf, oneOf (as anyOf),
/// allOf (merged), $ref within the schema. Other keywords (pattern, format, minimum …) do not restrict the text.
/// An object that declares properties takes others only where additionalProperties is given and not false.
/// </summary>
internal sealed class SchemaCompiler
{
    private const int NodesMax = 20_000;
    private const int NestingMax = 64;
    private const int OptionsMax = 200;
    private const int EnumBytesMax = 1 << 20;

    private static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    private readonly SchemaSource _source;
    private readonly List<SchemaNode> _nodes = [];
    private readonly Dictionary<string, SchemaNode.Choice> _references = new(StringComparer.Ordinal);
    private SchemaNode.Choice? _any;

    private SchemaCompiler(JsonNode? root)
    {
        _source = new SchemaSource(root);
    }

    /// <summary>Compiles <paramref name="schema"/>; null and <c>true</c> stand for any JSON.</summary>
    /// <exception cref="JsonSchemaException">It can't be followed.</exception>
    public static SchemaNode Compile(JsonNode? schema)
    {
        var compiler = new SchemaCompiler(schema);
        var root = schema is null ? compiler.Any() : compiler.Compile(schema, "#", nesting: 0);
        compiler.FlattenChoices();
        compiler.ComputeDepths();
        return root.DepthMin < SchemaNode.Unsatisfiable
            ? root
            : throw new JsonSchemaException("no value satisfies it.", "#");
    }

    /// <summary>Compiles the schema of a tool's arguments, which are an object even where it doesn't say so.</summary>
    /// <exception cref="JsonSchemaException">It can't be followed.</exception>
    public static SchemaNode CompileObject(JsonNode? schema)
    {
        if (schema is not (null or JsonObject))
        {
            throw new JsonSchemaException("the schema of a tool's arguments must be an object.", "#");
        }

        var members = (JsonObject?)schema?.DeepClone() ?? [];
        members.TryAdd("type", "object");
        return Compile(members);
    }

    private SchemaNode Compile(JsonNode? schema, string path, int nesting)
    {
        if (nesting > NestingMax)
        {
            throw new JsonSchemaException($"nested deeper than {NestingMax} levels.", path);
        }

        switch (schema)
        {
            case JsonObject members:
                return Compile(members, path, nesting);
            case JsonValue value when value.GetValueKind() == JsonValueKind.True:
                return Any();
            case JsonValue value when value.GetValueKind() == JsonValueKind.False:
                return Add(new SchemaNode.Choice());
            default:
                throw new JsonSchemaException("a schema must be an object, true or false.", path);
        }
    }

    private SchemaNode Compile(JsonObject schema, string path, int nesting)
    {
        if (schema["$ref"] is { } reference)
        {
            return Reference(SchemaSource.Text(reference, path + "/$ref"), path, nesting);
        }

        if (schema["allOf"] is JsonArray { Count: > 0 } all)
        {
            return Compile(
                all.Aggregate(
                    SchemaSource.Without(schema, "allOf"), (merged, part) => _source.Merge(merged, part, path)),
                path,
                nesting + 1);
        }

        foreach (var keyword in (string[])["anyOf", "oneOf"])
        {
            if (schema[keyword] is JsonArray { Count: > 0 } options)
            {
                var choice = Add(new SchemaNode.Choice());
                var common = SchemaSource.Without(schema, keyword);
                for (var i = 0; i < options.Count; i++)
                {
                    var option = options[i] is JsonObject && Restricts(common)
                        ? _source.Merge((JsonObject)common.DeepClone(), options[i], path)
                        : options[i];
                    choice.Options.Add(Compile(option, $"{path}/{keyword}/{i}", nesting + 1));
                }

                return choice;
            }
        }

        return schema.ContainsKey("const") ? Literals([schema["const"]], path)
            : schema["enum"] is JsonArray values ? Literals(values.Where(v => HasType(v, schema["type"])), path)
            : OfTypes(schema, path, nesting);
    }

    private SchemaNode OfTypes(JsonObject schema, string path, int nesting)
    {
        string[] types = schema["type"] switch
        {
            JsonArray list => [.. list.Select(t => SchemaSource.Text(t, path + "/type"))],
            { } one => [SchemaSource.Text(one, path + "/type")],
            null when schema.ContainsKey("properties") || schema.ContainsKey("required") => ["object"],
            null when schema.ContainsKey("items") => ["array"],
            null when schema.ContainsKey("minLength") || schema.ContainsKey("maxLength") => ["string"],
            null => [],
        };
        if (types.Length == 0)
        {
            return Any();
        }

        if (types.Length == 1)
        {
            return OfType(types[0], schema, path, nesting);
        }

        var choice = Add(new SchemaNode.Choice());
        choice.Options.AddRange(types.Distinct().Select(type => OfType(type, schema, path, nesting)));
        return choice;
    }

    private SchemaNode OfType(string type, JsonObject schema, string path, int nesting) => type switch
    {
        "string" => Add(new SchemaNode.Text(
            Count(schema, "minLength", 0, path), Count(schema, "maxLength", int.MaxValue, path))),
        "integer" => IntegerOf(schema, path),
        "number" => Add(new SchemaNode.Number()),
        "boolean" => Literals([JsonValue.Create(false), JsonValue.Create(true)], path),
        "null" => Literals([null], path),
        "array" => Add(new SchemaNode.Array(
            schema["items"] is { } items ? Compile(items, path + "/items", nesting + 1) : Any(),
            Count(schema, "minItems", 0, path),
            Count(schema, "maxItems", int.MaxValue, path))),
        "object" => ObjectOf(schema, path, nesting),
        _ => throw new JsonSchemaException(
            $"the type '{type}' is unknown; types are {string.Join(", ", Types)}.", path + "/type"),
    };

    private SchemaNode.Integer IntegerOf(JsonObject schema, string path)
    {
        const decimal Greatest = SchemaNode.Integer.Greatest;
        var minimum = Math.Max(
            Math.Ceiling(Bound(schema, "minimum", path) ?? -Greatest),
            Math.Floor(Bound(schema, "exclusiveMinimum", path) ?? -Greatest - 1) + 1);
        var maximum = Math.Min(
            Math.Floor(Bound(schema, "maximum", path) ?? Greatest),
            Math.Ceiling(Bound(schema, "exclusiveMaximum", path) ?? Greatest + 1) - 1);
        return Add(new SchemaNode.Integer(
            (long)Math.Max(minimum, -Greatest), (long)Math.Min(maximum, Greatest)));
    }

    private SchemaNode.Object ObjectOf(JsonObject schema, string path, int nesting)
    {
        var declared = schema["properties"] switch
        {
            null => [],
            JsonObject members => members,
            _ => throw new JsonSchemaException("must be an object.", path + "/properties"),
        };
        var required = schema["required"] is JsonArray names
            ? names.Select(n => SchemaSource.Text(n, path + "/required")).ToHashSet(StringComparer.Ordinal)
            : [];
        var additional = schema.TryGetPropertyValue("additionalProperties", out var given) && given is not null
            ? given is JsonValue flag && flag.GetValueKind() == JsonValueKind.False
                ? null
                : Compile(given, path + "/additionalProperties", nesting + 1)
            : schema.ContainsKey("properties") ? null : Any();
        var properties = new List<SchemaNode.Property>();
        foreach (var (name, value) in declared)
        {
            var node = Compile(value, $"{path}/properties/{name}", nesting + 1);
            properties.Add(new SchemaNode.Property(JsonText.Key(name), node, required.Remove(name)));
        }

        properties.AddRange(required.Select(
            name => new SchemaNode.Property(JsonText.Key(name), additional ?? Any(), IsRequired: true)));
        return Add(new SchemaNode.Object([.. properties], additional));
    }

    private SchemaNode.Choice Reference(string pointer, string path, int nesting)
    {
        if (_references.TryGetValue(pointer, out var known))
        {
            return known;
        }

        var reference = Add(new SchemaNode.Choice());
        _references.Add(pointer, reference);
        reference.Options.Add(Compile(_source.Resolve(pointer, path), pointer, nesting + 1));
        return reference;
    }

    private SchemaNode.Literals Literals(IEnumerable<JsonNode?> values, string path)
    {
        var texts = values.Select(JsonText.Bytes).DistinctBy(Convert.ToHexString).ToArray();
        if (texts.Sum(t => (long)t.Length) > EnumBytesMax)
        {
            throw new JsonSchemaException($"its fixed values have more than {EnumBytesMax} bytes.", path);
        }

        Array.Sort(texts, (a, b) => a.AsSpan().SequenceCompareTo(b));
        return Add(new SchemaNode.Literals(texts));
    }

    private SchemaNode.Choice Any()
    {
        if (_any is null)
        {
            _any = Add(new SchemaNode.Choice());
            _any.Options.AddRange(
            [
                Add(new SchemaNode.Text(0, int.MaxValue)),
                Add(new SchemaNode.Number()),
                Literals([null, JsonValue.Create(false), JsonValue.Create(true)], "#"),
                Add(new SchemaNode.Object([], _any)),
                Add(new SchemaNode.Array(_any, 0, int.MaxValue)),
            ]);
        }

        return _any;
    }

    private T Add<T>(T node)
        where T : SchemaNode
    {
        if (_nodes.Count == NodesMax)
        {
            throw new JsonSchemaException($"it has more than {NodesMax} parts.", "#");
        }

        _nodes.Add(node);
        return node;
    }

    /// <summary>
    /// Puts the options of nested choices in place of these, which also ends references that go in circles.
    /// </summary>
    private void FlattenChoices()
    {
        foreach (var choice in _nodes.OfType<SchemaNode.Choice>())
        {
            var seen = new HashSet<SchemaNode>(ReferenceEqualityComparer.Instance) { choice };
            var open = new Stack<SchemaNode>(choice.Options);
            var flat = new List<SchemaNode>();
            while (open.TryPop(out var option))
            {
                if (!seen.Add(option))
                {
                    continue;
                }

                if (option is SchemaNode.Choice nested)
                {
                    nested.Options.ForEach(open.Push);
                }
                else if (flat.Count < OptionsMax)
                {
                    flat.Add(option);
                }
                else
                {
                    throw new JsonSchemaException($"a value has more than {OptionsMax} alternatives.", "#");
                }
            }

            choice.Options.Clear();
            choice.Options.AddRange(flat);
        }
    }

    /// <summary>The least fixed point: depths fall from unsatisfiable until nothing changes.</summary>
    private void ComputeDepths()
    {
        bool changed;
        do
        {
            changed = false;
            for (var i = _nodes.Count - 1; i >= 0; i--)
            {
                var depth = _nodes[i].ComputeDepthMin();
                changed |= depth != _nodes[i].DepthMin;
                _nodes[i].DepthMin = depth;
            }
        }
        while (changed);
    }

    private static bool Restricts(JsonObject schema) =>
        schema.ContainsKey("type") || schema.ContainsKey("properties") || schema.ContainsKey("required");

    private static bool HasType(JsonNode? value, JsonNode? type) => type switch
    {
        null => true,
        JsonArray types => types.Any(t => HasType(value, t)),
        _ => (value?.GetValueKind() ?? JsonValueKind.Null) switch
        {
            JsonValueKind.String => type.ToString() == "string",
            JsonValueKind.Number => type.ToString() is "number" or "integer",
            JsonValueKind.True or JsonValueKind.False => type.ToString() == "boolean",
            JsonValueKind.Null => type.ToString() == "null",
            JsonValueKind.Array => type.ToString() == "array",
            _ => type.ToString() == "object",
        },
    };

    /// <summary>A bound of numbers; null where there is none.</summary>
    private static decimal? Bound(JsonObject schema, string keyword, string path)
    {
        if (schema[keyword] is not { } node)
        {
            return null;
        }

        return node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            && double.TryParse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? (decimal)Math.Clamp(number, -1e18, 1e18)
            : throw new JsonSchemaException("must be a number.", $"{path}/{keyword}");
    }

    private static int Count(JsonObject schema, string keyword, int otherwise, string path)
    {
        if (schema[keyword] is not { } node)
        {
            return otherwise;
        }

        return node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            && double.TryParse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= 0 && number == Math.Floor(number)
            ? (int)Math.Min(number, int.MaxValue)
            : throw new JsonSchemaException("must be a whole number, not negative.", $"{path}/{keyword}");
    }
}
