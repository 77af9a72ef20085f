using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Reads the tools of Command R, whose parameters have Python's types, and the results of their calls.
/// </summary>
internal static class CohereChatTools
{
    private const int NameLengthMax = 128;

    /// <summary>Reads <c>tools</c>.</summary>
    public static void Read(NativeBody root, ChatOptions options)
    {
        var tools = new List<AITool>();
        foreach (var tool in root.Objects("tools"))
        {
            var name = tool.RequiredText("name", 1, NameLengthMax);
            var description = tool.Text("description");
            var schema = Schema(tool.Object("parameter_definitions"));
            tool.RefuseOthers();
            if (tools.Any(other => other.Name == name))
            {
                tool.Complain("name", "tool names must be unique");
            }
            else if (name.Length > 0)
            {
                tools.Add(AIFunctionFactory.CreateDeclaration(name, description, schema));
            }
        }

        options.Tools = tools.Count > 0 ? tools : null;
    }

    /// <summary>The calls that were made for the message, and what they gave, as turns behind it.</summary>
    public static IReadOnlyList<ChatMessage> ReadResults(NativeBody root)
    {
        var calls = new List<AIContent>();
        var results = new List<AIContent>();
        foreach (var result in root.Objects("tool_results"))
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"call_{calls.Count}");
            if (result.Object("call", required: true) is { } call)
            {
                var parameters = call.FreeObject("parameters")?.EnumerateObject()
                    .ToDictionary(member => member.Name, member => (object?)member.Value);
                calls.Add(new FunctionCallContent(id, call.RequiredText("name", 1, NameLengthMax), parameters));
                call.Text("generation_id");
                call.RefuseOthers();
            }

            foreach (var output in result.Objects("outputs", required: true))
            {
                output.Names();
            }

            results.Add(new FunctionResultContent(id, result.Any("outputs")?.GetRawText() ?? ""));
            result.RefuseOthers();
        }

        return calls.Count > 0 ? [new(ChatRole.Assistant, calls), new(ChatRole.Tool, results)] : [];
    }

    private static JsonElement Schema(NativeBody? definitions)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var name in definitions?.Names() ?? [])
        {
            var definition = definitions!.Object(name)!;
            var property = new JsonObject();
            if (TypeOf(definition.RequiredText("type")) is { } type)
            {
                property["type"] = type;
            }

            if (definition.Text("description") is { } description)
            {
                property["description"] = description;
            }

            if (definition.Boolean("required") == true)
            {
                required.Add(name);
            }

            definition.RefuseOthers();
            properties[name] = property;
        }

        return JsonSerializer.SerializeToElement(
            new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required });
    }

    // A type that is none of these allows any value.
    private static string? TypeOf(string python) => python.Split('[')[0].ToLowerInvariant() switch
    {
        "str" or "string" => "string",
        "int" or "integer" => "integer",
        "float" or "number" => "number",
        "bool" or "boolean" => "boolean",
        "list" or "array" => "array",
        "dict" or "object" => "object",
        _ => null,
    };
}
