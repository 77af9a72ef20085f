using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Reads the tools of a Nova body.</summary>
internal static class NovaTools
{
    /// <summary>The longest name of a tool.</summary>
    public const int NameLengthMax = 64;

    /// <summary>Reads <c>toolConfig</c>.</summary>
    public static void Read(NativeBody root, ChatOptions options)
    {
        if (root.Object("toolConfig") is not { } config)
        {
            return;
        }

        var tools = new List<AITool>();
        foreach (var tool in config.Objects("tools", required: true))
        {
            if (tool.Object("toolSpec", required: true) is { } spec)
            {
                Declare(spec, tools);
            }

            tool.RefuseOthers();
        }

        options.Tools = tools.Count > 0 ? tools : null;
        if (config.Object("toolChoice") is { } choice)
        {
            options.ToolMode = Choose(choice, tools);
        }

        config.RefuseOthers();
    }

    private static void Declare(NativeBody spec, List<AITool> tools)
    {
        var name = spec.RequiredText("name", 1, NameLengthMax);
        var description = spec.Text("description");
        var input = spec.Object("inputSchema", required: true);
        var schema = input?.FreeObject("json", required: true);
        if (schema is not null && input!.Object("json") is { } json)
        {
            // Nova's schemas have these three on top and refuse the rest.
            json.OneOf("type", ["object"], required: true);
            json.FreeObject("properties");
            json.Any("required");
            json.RefuseOthers();
        }

        input?.RefuseOthers();
        spec.RefuseOthers();
        if (tools.Any(tool => tool.Name == name))
        {
            spec.Complain("name", "tool names must be unique");
        }
        else if (name.Length > 0 && schema is { } found)
        {
            tools.Add(AIFunctionFactory.CreateDeclaration(name, description, found));
        }
    }

    private static ChatToolMode? Choose(NativeBody choice, List<AITool> tools)
    {
        ChatToolMode? mode = choice.FreeObject("auto") is not null ? ChatToolMode.Auto
            : choice.FreeObject("any") is not null && tools.Count > 0 ? ChatToolMode.RequireAny
            : null;
        if (choice.Object("tool") is { } named)
        {
            var name = named.RequiredText("name");
            named.RefuseOthers();
            mode = tools.Any(tool => tool.Name == name) ? ChatToolMode.RequireSpecific(name) : null;
        }

        choice.RefuseOthers();
        if (mode is null)
        {
            choice.Complain("tool", "must be auto, any, or tool with the name of an offered tool");
        }

        return mode;
    }
}
