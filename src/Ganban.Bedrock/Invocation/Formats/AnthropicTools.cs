using Ganban.Contracts.BedrockRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Reads the tools of Claude's requests, and checks that calls and results of a conversation belong together.
/// </summary>
internal static class AnthropicTools
{
    /// <summary>Reads tools and tool choice.</summary>
    public static void Read(NativeBody root, ChatOptions options)
    {
        var tools = new List<AITool>();
        foreach (var tool in root.Objects("tools"))
        {
            if (tool.Text("type") is not (null or "custom") and var type)
            {
                throw InvocationErrors.NotImplemented($"tools of type {type} in Claude's format");
            }

            var name = tool.RequiredText("name", 1, 128);
            var description = tool.Text("description");
            var schema = tool.FreeObject("input_schema", required: true);
            AnthropicCache.Read(tool);
            tool.Boolean("strict");
            tool.RefuseOthers();
            if (tools.Any(other => other.Name == name))
            {
                tool.Complain("name", "tool names must be unique");
            }
            else if (name.Length > 0 && schema is { } found)
            {
                tools.Add(AIFunctionFactory.CreateDeclaration(name, description, found));
            }
        }

        options.Tools = tools.Count > 0 ? tools : null;
        if (root.Object("tool_choice") is { } choice)
        {
            Choose(choice, options);
        }
    }

    /// <summary>Every call must be answered in the next turn, and nothing else may be.</summary>
    /// <param name="turns">The identifiers of calls and results in each turn.</param>
    /// <exception cref="ValidationException">A call or a result stands alone.</exception>
    public static void CheckPairs(IReadOnlyList<(IReadOnlyList<string> Calls, IReadOnlyList<string> Results)> turns)
    {
        for (var i = 0; i < turns.Count; i++)
        {
            var answers = i + 1 < turns.Count ? turns[i + 1].Results : [];
            var unanswered = turns[i].Calls.Except(answers).ToList();
            if (unanswered.Count > 0)
            {
                throw new ValidationException(
                    $"messages.{i}: `tool_use` ids were found without `tool_result` blocks immediately after: "
                    + $"{string.Join(", ", unanswered)}. Each `tool_use` block must have a corresponding `tool_result` block in the "
                    + "next message.");
            }

            var calls = i > 0 ? turns[i - 1].Calls : [];
            if (turns[i].Results.Except(calls).FirstOrDefault() is { } alone)
            {
                throw new ValidationException(
                    $"messages.{i}: unexpected `tool_use_id` found in `tool_result` blocks: {alone}. Each `tool_result` block must "
                    + "have a corresponding `tool_use` block in the previous message.");
            }
        }
    }

    private static void Choose(NativeBody choice, ChatOptions options)
    {
        var tools = options.Tools ?? [];
        var name = choice.Text("name");
        options.ToolMode = choice.RequiredText("type") switch
        {
            "any" when tools.Count > 0 => ChatToolMode.RequireAny,
            "tool" when tools.Any(tool => tool.Name == name) => ChatToolMode.RequireSpecific(name!),
            "none" => ChatToolMode.None,
            "auto" => ChatToolMode.Auto,
            _ => null,
        };
        if (options.ToolMode is null)
        {
            choice.Complain("type", "must be auto, any, none, or tool with the name of an offered tool");
        }

        options.AllowMultipleToolCalls = !choice.Boolean("disable_parallel_tool_use");
        choice.RefuseOthers();
    }
}
