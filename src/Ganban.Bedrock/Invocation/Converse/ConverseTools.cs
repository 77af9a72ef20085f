using System.Text.Json;
using Ganban.Contracts.BedrockRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>Turns a tool configuration into the engine's options.</summary>
internal static class ConverseTools
{
    public static void Read(ToolConfiguration config, ChatOptions options)
    {
        var tools = new List<AITool>();
        for (var i = 0; i < config.Tools.Count; i++)
        {
            switch (config.Tools[i])
            {
                case Tool.ToolSpec spec when tools.Any(tool => tool.Name == spec.Value.Name):
                    throw InvocationErrors.ModelReturned("tools: Tool names must be unique.");
                case Tool.ToolSpec spec:
                    tools.Add(Declare(spec.Value, i));
                    break;
                case Tool.SystemTool:
                    throw InvocationErrors.NotImplemented("system tools in Converse");
            }
        }

        options.Tools = tools;
        options.ToolMode = config.ToolChoice switch
        {
            ToolChoice.Any when tools.Count == 0 => throw new ValidationException(
                "The toolChoice is any, but toolConfig.tools holds no toolSpec. Add one and try again."),
            ToolChoice.Any => ChatToolMode.RequireAny,
            ToolChoice.Tool specific when tools.Any(tool => tool.Name == specific.Value.Name) =>
                ChatToolMode.RequireSpecific(specific.Value.Name),
            ToolChoice.Tool specific => throw new ValidationException(
                $"The toolChoice names the tool '{specific.Value.Name}', which toolConfig.tools does not hold."),
            _ => ChatToolMode.Auto,
        };
    }

    private static AITool Declare(ToolSpecification tool, int index)
    {
        var place = $"toolConfig.tools.{index}.toolSpec.inputSchema.json";
        var schema = tool.InputSchema is ToolInputSchema.Json json ? json.Value : default;
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw ConverseErrors.NoJsonObject(place);
        }

        if (!FreeJson.IsSound(schema))
        {
            throw ConverseErrors.UnsoundJson(place);
        }

        return schema.TryGetProperty("type", out var type)
            && type is { ValueKind: JsonValueKind.String }
            && type.ValueEquals("object"u8)
                ? AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, schema)
                : throw new ValidationException($"The value at {place}.type must be one of the following: object.");
    }
}
