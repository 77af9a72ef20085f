using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Inference.Constraints;

/// <summary>
/// Compiles a JSON schema (draft 2020-12 and its forerunners) to <see cref="SchemaNode"/>s. Followed are type, enum,
/// const, properties, required, additionalProperties, items, min/maxItems, min/maxLength, the bounds of integers,
/// anyOf, oneOf (as anyOf), allOf (merged), $ref within the schema. Other keywords (pattern, format …) do not restrict
/// the text.
/// An object that declares properties takes others only where additionalProperties is given and not false.
/// </summary>
internal sealed class SchemaCompiler
{
    private const int NodesMax = 20_000;
    private const int NestingMax = 64;
    private const int DepthMax = 500;
    private const int PropertiesMax = 1_000;
    private const int EnumBytesMax = 1 << 20;

    private readonly SchemaBudget _budget;
    private readonly SchemaSource _source;
    private readonly List<SchemaNode> _nodes = [];
    private readonly Dictionary<string, SchemaNode.Choice> _references = new(StringComparer.Ordinal);
    private SchemaNode.Choice? _any;
    private int _properties;

    private SchemaCompiler(JsonNode? root, SchemaBudget budget)
    {
        _budget = budget;
        _source = new SchemaSource(root, budget);
    }

    /// <summary>Compiles <paramref name="schema"/>; null and <c>true</c> stand for any JSON.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="budget">What it may cost, together with others; null for one of its own.</param>
    /// <exception cref="JsonSchemaException">It can't be followed.</exception>
    public static SchemaNode Compile(JsonNode? schema, SchemaBudget? budget = null)
    {
        budget ??= new SchemaBudget();
        var compiler = new SchemaCompiler(schema, budget);
        var root = schema is null ? compiler.Any() : compiler.Compile(schema, "#", nesting: 0);
        SchemaGraph.ComputeDepths(compiler._nodes);
        SchemaGraph.FlattenChoices(compiler._nodes, budget);
        return root.DepthMin switch
        {
            <= DepthMax => root,
            SchemaNode.Unsatisfiable => throw new JsonSchemaException("no value satisfies it.", "#"),
            _ => throw new JsonSchemaException($"its values nest deeper than {DepthMax} levels.", "#"),
        };
    }

    /// <summary>Compiles the schema of a tool's arguments, which are an object even where it doesn't say so.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="budget">What it may cost, together with others; null for one of its own.</param>
    /// <exception cref="JsonSchemaException">It can't be followed.</exception>
    public static SchemaNode CompileObject(JsonNode? schema, SchemaBudget? budget = null)
    {
        if (schema is not (null or JsonObject))
        {
            throw new JsonSchemaException("the schema of a tool's arguments must be an object.", "#");
        }

        var members = (JsonObject?)schema?.DeepClone() ?? [];
        members.TryAdd("type", "object");
        return Compile(members, budget);
    }

    private SchemaNode Compile(JsonNode? schema, string path, int nesting)
    {
        _budget.Charge(path.Length);
        return schema switch
        {
            JsonObject members => Compile(SchemaKeywords.None.With(members), path, nesting),
            JsonValue value when value.GetValueKind() == JsonValueKind.True => Any(),
            JsonValue value when value.GetValueKind() == JsonValueKind.False => Add(new SchemaNode.Choice()),
            _ => throw new JsonSchemaException("a schema must be an object, true or false.", path),
        };
    }

    private SchemaNode Compile(SchemaKeywords schema, string path, int nesting)
    {
        if (nesting > NestingMax)
        {
            throw new JsonSchemaException($"nested deeper than {NestingMax} levels.", path);
        }

        if (schema["$ref"] is { } reference)
        {
            return Reference(SchemaSource.Text(reference, path + "/$ref"), path, nesting);
        }

        if (schema["allOf"] is JsonArray { Count: > 0 } all)
        {
            return Compile(
                all.Aggregate(schema.Without("allOf"), (merged, part) => Merge(merged, part, path)),
                path,
                nesting + 1);
        }

        foreach (var keyword in (string[])["anyOf", "oneOf"])
        {
            if (schema[keyword] is JsonArray { Count: > 0 } options)
            {
                return OneOf(options, schema.Without(keyword), $"{path}/{keyword}", nesting + 1);
            }
        }

        return schema.Has("const") ? Literals([schema["const"]], path)
            : schema["enum"] is JsonArray values
                ? Literals(Having(SchemaTypes.Named(schema, path, _budget), values), path)
                : OfTypes(schema, path, nesting);
    }

    private SchemaNode.Choice OneOf(JsonArray options, SchemaKeywords common, string path, int nesting)
    {
        var choice = Add(new SchemaNode.Choice());
        for (var i = 0; i < options.Count; i++)
        {
            choice.Options.Add(options[i] is JsonObject option && common.Restricts
                ? Compile(Merge(common, option, $"{path}/{i}"), $"{path}/{i}", nesting)
                : Compile(options[i], $"{path}/{i}", nesting));
        }

        return choice;
    }

    private SchemaKeywords Merge(SchemaKeywords into, JsonNode? part, string path)
    {
        _budget.Charge(path.Length);
        return into.With(_source.Members(part, path));
    }

    private SchemaNode OfTypes(SchemaKeywords schema, string path, int nesting)
    {
        var types = SchemaTypes.Named(schema, path, _budget) ?? SchemaTypes.Implied(schema);
        if (types.Length == 0)
        {
            return Any();
        }

        if (types.Length == 1)
        {
            return OfType(types[0], schema, path, nesting);
        }

        var choice = Add(new SchemaNode.Choice());
        choice.Options.AddRange(types.Select(type => OfType(type, schema, path, nesting)));
        return choice;
    }

    private SchemaNode OfType(string type, SchemaKeywords schema, string path, int nesting) => type switch
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
        _ => ObjectOf(schema, path, nesting),
    };

    private SchemaNode.Integer IntegerOf(SchemaKeywords schema, string path)
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

    private SchemaNode.Object ObjectOf(SchemaKeywords schema, string path, int nesting)
    {
        var declared = Declared(schema, path + "/properties");
        var required = Required(schema, path + "/required");
        var count = declared.Count + required.Count(name => !declared.ContainsKey(name));
        if (count > PropertiesMax || (_properties += count) > NodesMax)
        {
            throw new JsonSchemaException(
                $"it has more than {PropertiesMax} properties, or all objects together more than {NodesMax}.", path);
        }

        var additional = schema["additionalProperties"] is { } given
            ? given is JsonValue flag && flag.GetValueKind() == JsonValueKind.False
                ? null
                : Compile(given, path + "/additionalProperties", nesting + 1)
            : schema.Has("properties") ? null : Any();
        var properties = new List<SchemaNode.Property>();
        foreach (var (name, value) in declared)
        {
            var node = Compile(value, $"{path}/properties/{name}", nesting + 1);
            properties.Add(new SchemaNode.Property(JsonText.Key(name), node, required.Remove(name)));
        }

        properties.AddRange(required.Select(
            name => new SchemaNode.Property(JsonText.Key(name), additional ?? Any(), IsRequired: true)));
        return Add(new SchemaNode.Object(
            [.. properties.DistinctBy(p => p.Name).OrderBy(p => p.Name, StringComparer.Ordinal)], additional));
    }

    private OrderedDictionary<string, JsonNode?> Declared(SchemaKeywords schema, string path)
    {
        var declared = new OrderedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var properties in schema.All("properties").Where(one => one is not null))
        {
            _budget.Charge();
            foreach (var (name, value) in properties as JsonObject
                ?? throw new JsonSchemaException("must be an object.", path))
            {
                _budget.Charge(name.Length);
                declared[name] = value;
            }
        }

        return declared;
    }

    private HashSet<string> Required(SchemaKeywords schema, string path)
    {
        var required = new HashSet<string>(StringComparer.Ordinal);
        foreach (var names in schema.All("required").OfType<JsonArray>())
        {
            _budget.Charge();
            foreach (var node in names)
            {
                var name = SchemaSource.Text(node, path);
                _budget.Charge(name.Length);
                required.Add(name);
            }
        }

        return required;
    }

    private SchemaNode.Choice Reference(string pointer, string path, int nesting)
    {
        _budget.Charge(pointer.Length);
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
        var texts = values.Select(Literal).DistinctBy(Convert.ToHexString).ToArray();
        if (texts.Sum(t => (long)t.Length) > EnumBytesMax)
        {
            throw new JsonSchemaException($"its fixed values have more than {EnumBytesMax} bytes.", path);
        }

        Array.Sort(texts, (a, b) => a.AsSpan().SequenceCompareTo(b));
        return Add(new SchemaNode.Literals(texts));
    }

    private byte[] Literal(JsonNode? value)
    {
        var text = JsonText.Bytes(value);
        _budget.Charge(text.Length);
        return text;
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
        _budget.Charge();
        if (_nodes.Count == NodesMax)
        {
            throw new JsonSchemaException($"it has more than {NodesMax} parts.", "#");
        }

        _nodes.Add(node);
        return node;
    }

    /// <summary>Those of the values that have one of the types; all when there are no types to have.</summary>
    private IEnumerable<JsonNode?> Having(string[]? types, JsonArray values)
    {
        foreach (var value in values)
        {
            _budget.Charge();
            if (types is null || Array.Exists(types, type => SchemaTypes.IsOf(value, type)))
            {
                yield return value;
            }
        }
    }

    /// <summary>A bound of numbers; null where there is none.</summary>
    private decimal? Bound(SchemaKeywords schema, string keyword, string path) =>
        schema[keyword] is not { } node ? null
        : Number(node) is { } number ? (decimal)Math.Clamp(number, -1e18, 1e18)
        : throw new JsonSchemaException("must be a number.", $"{path}/{keyword}");

    private int Count(SchemaKeywords schema, string keyword, int otherwise, string path) =>
        schema[keyword] is not { } node ? otherwise
        : Number(node) is { } number && number >= 0 && number == Math.Floor(number)
            ? (int)Math.Min(number, int.MaxValue)
            : throw new JsonSchemaException("must be a whole number, not negative.", $"{path}/{keyword}");

    /// <summary>The number that a node is; null when it is none.</summary>
    private double? Number(JsonNode node)
    {
        if (node.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        var text = node.ToJsonString();
        _budget.Charge(text.Length);
        return double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
