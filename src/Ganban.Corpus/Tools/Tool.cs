using System.Text.Json.Nodes;

namespace Ganban.Corpus.Tools;

/// <summary>A tool on offer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does; may be empty.</param>
/// <param name="Parameters">What it takes.</param>
public sealed record Tool(string Name, string Description, JsonObject Parameters)
{
    /// <summary>A tool with its parameters as JSON schema.</summary>
    internal static Tool Of(string name, string description, IReadOnlyList<Parameter> parameters)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(
                parameters.Select(parameter => KeyValuePair.Create(parameter.Name, (JsonNode?)parameter.ToSchema()))),
        };
        string[] required = [.. parameters.Where(p => p.IsRequired).Select(p => p.Name)];
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        }

        return new Tool(name, description, schema);
    }

    /// <summary>The tool as chat templates are given it.</summary>
    internal JsonObject ToFunction()
    {
        var function = new JsonObject { ["name"] = Name };
        if (Description.Length > 0)
        {
            function["description"] = Description;
        }

        function["parameters"] = Parameters.DeepClone();
        return new JsonObject { ["type"] = "function", ["function"] = function };
    }
}
