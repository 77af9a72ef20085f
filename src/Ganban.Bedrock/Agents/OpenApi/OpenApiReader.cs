using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ganban.Bedrock.Agents.OpenApi;

/// <summary>Makes an OpenAPI 3.0 schema the actions that an agent can take.</summary>
internal sealed partial class OpenApiReader
{
    private const int OperationsMax = 100;
    private const int ParametersMax = 100;
    private static readonly string[] Methods =
        ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    private readonly JsonElement _document;
    private readonly SchemaReferences _references;
    private readonly List<ApiOperation> _operations = [];

    private OpenApiReader(JsonElement document)
    {
        _document = document;
        _references = new SchemaReferences(document);
    }

    /// <summary>Reads a schema.</summary>
    /// <param name="text">JSON or YAML.</param>
    /// <exception cref="OpenApiException">Something is missing, wrong or beyond the bounds.</exception>
    public static IReadOnlyList<ApiOperation> Read(string text) =>
        new OpenApiReader(OpenApiDocument.Parse(text)).Read();

    private List<ApiOperation> Read()
    {
        if (Text(_document, "openapi") is not { } version || !version.StartsWith("3.0", StringComparison.Ordinal))
        {
            throw new OpenApiException("openapi", "It must name a version 3.0, such as 3.0.0.");
        }

        if (!_document.TryGetProperty("paths", out var paths) || paths.ValueKind != JsonValueKind.Object)
        {
            throw new OpenApiException("paths", "It is missing. Describe at least one path with an operation.");
        }

        foreach (var path in paths.EnumerateObject())
        {
            if (path.Name.StartsWith("x-", StringComparison.Ordinal))
            {
                continue;
            }

            if (!path.Name.StartsWith('/'))
            {
                throw new OpenApiException($"paths.{path.Name}", "A path must begin with a slash.");
            }

            ReadPath(path.Name, _references.Follow(path.Value, $"paths.{path.Name}"));
        }

        return _operations.Count > 0
            ? _operations
            : throw new OpenApiException("paths", "There is no operation. Describe at least one.");
    }

    private void ReadPath(string path, JsonElement item)
    {
        foreach (var method in Methods)
        {
            if (!item.TryGetProperty(method, out var operation))
            {
                continue;
            }

            var place = $"paths.{path}.{method}";
            if (operation.ValueKind != JsonValueKind.Object)
            {
                throw new OpenApiException(place, "It must be an object.");
            }

            var read = ReadOperation(path, method, item, operation, place);
            if (_operations.Any(other => other.OperationId == read.OperationId))
            {
                throw new OpenApiException(
                    $"{place}.operationId", $"{read.OperationId} occurs twice. Every operation needs a name of its own.");
            }

            _operations.Add(_operations.Count < OperationsMax
                ? read
                : throw new OpenApiException("paths", $"There are more than {OperationsMax} operations. Leave some out."));
        }
    }

    private ApiOperation ReadOperation(
        string path, string method, JsonElement item, JsonElement operation, string place)
    {
        var id = Text(operation, "operationId");
        if (id is null || !OperationId().IsMatch(id))
        {
            throw new OpenApiException(
                $"{place}.operationId",
                "It must be 1 to 100 letters, digits, hyphens and underscores. The model calls the operation by it.");
        }

        var description = Text(operation, "description");
        if (string.IsNullOrWhiteSpace(description))
        {
            throw new OpenApiException(
                $"{place}.description", "It is missing. The model decides by it when to call the operation.");
        }

        var (bodyType, body) = operation.TryGetProperty("requestBody", out var given)
            ? ReadBody(_references.Follow(given, $"{place}.requestBody"), $"{place}.requestBody")
            : (null, []);
        return new ApiOperation
        {
            Path = path,
            Method = method.ToUpperInvariant(),
            OperationId = id,
            Description = description,
            Parameters = ReadParameters(path, item, operation, place),
            BodyType = bodyType,
            Body = body,
            NeedsConfirmation = Text(operation, "x-requireConfirmation") == "ENABLED",
        };
    }

    // An operation's parameter replaces the path's of the same name and place.
    private List<ApiValue> ReadParameters(string path, JsonElement item, JsonElement operation, string place)
    {
        var parameters = new Dictionary<(string Name, string In), ApiValue>();
        foreach (var (owner, at) in new[] { (item, $"paths.{path}"), (operation, place) })
        {
            if (!owner.TryGetProperty("parameters", out var list))
            {
                continue;
            }

            if (list.ValueKind != JsonValueKind.Array)
            {
                throw new OpenApiException($"{at}.parameters", "It must be a list.");
            }

            var index = 0;
            foreach (var given in list.EnumerateArray())
            {
                var where = string.Create(CultureInfo.InvariantCulture, $"{at}.parameters[{index++}]");
                var parameter = _references.Follow(given, where);
                var (key, value) = ReadParameter(parameter, where);
                parameters[key] = parameters.Count < ParametersMax
                    ? value
                    : throw new OpenApiException(where, $"There are more than {ParametersMax} parameters. Leave some out.");
            }
        }

        return [.. parameters.Values];
    }

    private ((string Name, string In) Key, ApiValue Value) ReadParameter(JsonElement parameter, string place)
    {
        var name = Text(parameter, "name");
        if (string.IsNullOrEmpty(name))
        {
            throw new OpenApiException($"{place}.name", "It is missing. Name the parameter.");
        }

        var kind = Text(parameter, "in");
        if (kind is not ("path" or "query" or "header" or "cookie"))
        {
            throw new OpenApiException($"{place}.in", "It must be one of path, query, header and cookie.");
        }

        var schema = parameter.TryGetProperty("schema", out var plain)
            ? _references.Schema(plain, $"{place}.schema")
            : throw new OpenApiException($"{place}.schema", "It is missing. Say what the parameter's type is.");
        var isRequired = kind == "path" || IsTrue(parameter, "required");
        var description = Text(parameter, "description");
        _references.Counted(name + description, place);
        return ((name, kind), Value(name, schema, description, isRequired));
    }

    private (string? Type, IReadOnlyList<ApiValue> Members) ReadBody(JsonElement body, string place)
    {
        if (!body.TryGetProperty("content", out var content)
            || content.ValueKind != JsonValueKind.Object
            || !content.EnumerateObject().Any())
        {
            throw new OpenApiException($"{place}.content", "It is missing. Describe the body, as application/json.");
        }

        var type = content.TryGetProperty("application/json", out var media)
            ? "application/json"
            : content.EnumerateObject().First().Name;
        media = content.GetProperty(type);
        var at = $"{place}.content.{type}";
        if (media.ValueKind != JsonValueKind.Object || !media.TryGetProperty("schema", out var given))
        {
            throw new OpenApiException($"{at}.schema", "It is missing. Describe the body's members.");
        }

        var members = new Dictionary<string, ApiValue>(StringComparer.Ordinal);
        AddMembers(_references.Schema(given, $"{at}.schema"), members, $"{at}.schema");
        return (type, [.. members.Values]);
    }

    // A body of allOf has the members of all.
    private static void AddMembers(JsonObject schema, Dictionary<string, ApiValue> members, string place)
    {
        foreach (var part in schema["allOf"]?.AsArray() ?? [])
        {
            AddMembers(part!.AsObject(), members, place);
        }

        if (schema["properties"] is JsonObject properties)
        {
            var required = (schema["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>()).ToHashSet();
            foreach (var (name, property) in properties)
            {
                members[name] = Value(name, property!.AsObject(), description: null, required.Contains(name));
            }
        }
        else if ((schema["type"]?.GetValue<string>() ?? "object") != "object"
            || schema.ContainsKey("oneOf")
            || schema.ContainsKey("anyOf"))
        {
            throw new OpenApiException(
                place, "A body must be an object with properties, or allOf such objects; oneOf, anyOf and lists stand inside of properties only.");
        }
    }

    private static ApiValue Value(string name, JsonObject schema, string? description, bool isRequired)
    {
        if (description is not null)
        {
            schema["description"] = description;
        }

        var type = schema["type"]?.GetValue<string>()
            ?? (schema.ContainsKey("properties") ? "object" : schema.ContainsKey("items") ? "array" : "string");
        return new ApiValue(
            name, type, isRequired, JsonSerializer.SerializeToElement(schema, AgentsJson.Default.JsonObject));
    }

    private static string? Text(JsonElement value, string member) =>
        value.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static bool IsTrue(JsonElement value, string member) =>
        value.TryGetProperty(member, out var flag) && flag.ValueKind == JsonValueKind.True;

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,100}\z")]
    private static partial Regex OperationId();
}
