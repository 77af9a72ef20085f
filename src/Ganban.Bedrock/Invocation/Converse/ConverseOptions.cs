using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.BedrockRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>Turns inference parameters, tools and output format into the engine's options.</summary>
internal static class ConverseOptions
{
    public static ChatOptions Of(ConverseInput input, CatalogModel model)
    {
        var inference = input.Inference;
        if (inference?.MaxTokens > model.OutputTokensMax)
        {
            throw InvocationErrors.TooManyTokens(model.OutputTokensMax.Value);
        }

        var options = new ChatOptions
        {
            MaxOutputTokens = inference?.MaxTokens ?? model.OutputTokensMax,
            Temperature = inference?.Temperature,
            TopP = inference?.TopP,
            StopSequences = inference?.StopSequences is { } stops ? [.. stops] : null,
            ResponseFormat = Format(input.Output),
        };
        Tools(input.Tools, options);
        AdditionalFields(input.AdditionalFields, options);
        return options;
    }

    private static void Tools(ToolConfiguration? config, ChatOptions options)
    {
        if (config is null)
        {
            return;
        }

        options.Tools = [.. config.Tools.OfType<Tool.ToolSpec>().Select((tool, index) => Declare(tool.Value, index))];
        if (config.Tools.Any(tool => tool is Tool.SystemTool))
        {
            throw InvocationErrors.NotImplemented("system tools in Converse");
        }

        options.ToolMode = config.ToolChoice switch
        {
            ToolChoice.Any => ChatToolMode.RequireAny,
            ToolChoice.Tool specific when options.Tools.Any(tool => tool.Name == specific.Value.Name) =>
                ChatToolMode.RequireSpecific(specific.Value.Name),
            ToolChoice.Tool specific => throw new ValidationException(
                $"The toolChoice names the tool '{specific.Value.Name}', which toolConfig.tools does not hold."),
            _ => ChatToolMode.Auto,
        };
    }

    private static AITool Declare(ToolSpecification tool, int index)
    {
        var schema = tool.InputSchema is ToolInputSchema.Json json ? json.Value : default;
        if (schema.ValueKind != JsonValueKind.Object
            || !schema.TryGetProperty("type", out var type)
            || !type.ValueEquals("object"u8))
        {
            throw new ValidationException(
                $"The value at toolConfig.tools.{index}.toolSpec.inputSchema.json.type must be one of the following: object.");
        }

        return AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, schema);
    }

    private static ChatResponseFormat? Format(OutputConfig? output)
    {
        if (output?.TextFormat?.Structure is not OutputFormatStructure.JsonSchema { Value: var definition })
        {
            return null;
        }

        try
        {
            using var schema = JsonDocument.Parse(definition.Schema);
            return ChatResponseFormat.ForJsonSchema(
                schema.RootElement.Clone(), definition.Name, definition.Description);
        }
        catch (JsonException e)
        {
            throw new ValidationException(
                "The value at outputConfig.textFormat.structure.jsonSchema.schema must be a JSON schema as text.", e);
        }
    }

    // The service hands these on to the model, which refuses what it doesn't know; so does this.
    private static void AdditionalFields(JsonElement? fields, ChatOptions options)
    {
        if (fields is not { ValueKind: JsonValueKind.Object } known)
        {
            return;
        }

        foreach (var field in known.EnumerateObject())
        {
            switch (field.Name)
            {
                case "top_k" or "topK" or "k" when field.Value.ValueKind == JsonValueKind.Number
                    && field.Value.TryGetInt32(out var topK):
                    options.TopK = topK > 0 ? topK : null;
                    break;
                case "inferenceConfig" when field.Value.ValueKind == JsonValueKind.Object:
                    AdditionalFields(field.Value, options);
                    break;
                case "anthropic_beta":
                    break;
                default:
                    throw InvocationErrors.ModelReturned(
                        $"Malformed input request: #: extraneous key [{field.Name}] is not permitted, please reformat your input and try again.");
            }
        }
    }
}
