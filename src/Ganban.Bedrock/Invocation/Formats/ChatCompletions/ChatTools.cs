using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats.ChatCompletions;

/// <summary>Reads the tools of chat completions, and the calls of earlier turns.</summary>
internal static class ChatTools
{
    private const int NameLengthMax = 128;
    private static readonly JsonElement NoParameters =
        JsonSerializer.SerializeToElement(new { type = "object", properties = new { } });

    /// <summary>Reads <c>tools</c> and <c>tool_choice</c>.</summary>
    public static void Read(NativeBody root, ChatDialect dialect, ChatOptions options)
    {
        var tools = new List<AITool>();
        foreach (var tool in root.Objects("tools"))
        {
            tool.OneOf("type", ["function"], required: true);
            if (tool.Object("function", required: true) is { } function)
            {
                Declare(function, tools);
            }

            tool.RefuseOthers();
        }

        options.Tools = tools.Count > 0 ? tools : null;
        if (dialect.ToolChoices.Count > 0 && root.Any("tool_choice") is { } choice)
        {
            options.ToolMode = choice.ValueKind == JsonValueKind.Object && dialect.ChoosesByName
                ? Named(root.Object("tool_choice")!, tools)
                : Mode(root, root.OneOf("tool_choice", dialect.ToolChoices), tools);
        }
    }

    /// <summary>The calls of an assistant's turn.</summary>
    public static IEnumerable<FunctionCallContent> Calls(NativeBody turn)
    {
        var calls = new List<FunctionCallContent>();
        foreach (var call in turn.Objects("tool_calls"))
        {
            var id = call.RequiredText("id", 1, int.MaxValue);
            call.OneOf("type", ["function"]);
            call.Integer("index", 0, int.MaxValue);
            if (call.Object("function", required: true) is { } function)
            {
                calls.Add(new(id, function.RequiredText("name", 1, NameLengthMax), Arguments(function)));
                function.RefuseOthers();
            }

            call.RefuseOthers();
        }

        return calls;
    }

    /// <summary>Reads the declaration of a function and adds it to the tools.</summary>
    public static void Declare(NativeBody function, List<AITool> tools)
    {
        var name = function.RequiredText("name", 1, NameLengthMax);
        var description = function.Text("description");
        var parameters = function.FreeObject("parameters") ?? NoParameters;
        function.Boolean("strict");
        function.RefuseOthers();
        if (tools.Any(tool => tool.Name == name))
        {
            function.Complain("name", "tool names must be unique");
        }
        else if (name.Length > 0)
        {
            tools.Add(AIFunctionFactory.CreateDeclaration(name, description, parameters));
        }
    }

    /// <summary>What a choice in one word means.</summary>
    public static ChatToolMode? Mode(NativeBody root, string? choice, List<AITool> tools)
    {
        if (choice is "any" or "required" && tools.Count == 0)
        {
            root.Complain("tool_choice", $"{choice} needs tools");
        }

        return choice switch
        {
            "any" or "required" => ChatToolMode.RequireAny,
            "none" => ChatToolMode.None,
            "auto" => ChatToolMode.Auto,
            _ => null,
        };
    }

    private static ChatToolMode? Named(NativeBody choice, List<AITool> tools)
    {
        choice.OneOf("type", ["function"], required: true);
        var function = choice.Object("function", required: true);
        var name = function?.RequiredText("name") ?? "";
        function?.RefuseOthers();
        choice.RefuseOthers();
        if (tools.Any(tool => tool.Name == name))
        {
            return ChatToolMode.RequireSpecific(name);
        }

        choice.Complain("function", $"{name} is not among the tools");
        return null;
    }

    /// <summary>Reads the arguments of a call, which are JSON written as text.</summary>
    public static Dictionary<string, object?> Arguments(NativeBody function)
    {
        var text = function.RequiredText("arguments");
        try
        {
            using var json = JsonDocument.Parse(text.Length > 0 ? text : "{}");
            if (json.RootElement.ValueKind == JsonValueKind.Object && FreeJson.IsSound(json.RootElement))
            {
                return json.RootElement.Clone().EnumerateObject()
                    .ToDictionary(member => member.Name, member => (object?)member.Value);
            }
        }
        catch (JsonException)
        {
            // Said below, as for JSON of another kind.
        }

        function.Complain("arguments", "is not a JSON object written as text");
        return [];
    }
}
