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
        if (input.Tools is { } tools)
        {
            if (!ModelLimits.AllowsTools(model))
            {
                throw ConverseErrors.NoTools(input.IsStreaming);
            }

            ConverseTools.Read(tools, options);
        }

        AdditionalRequestFields.Read(input.AdditionalFields, model, options);
        return options;
    }

    private static ChatResponseFormat? Format(OutputConfig? output)
    {
        if (output?.TextFormat?.Structure is not OutputFormatStructure.JsonSchema { Value: var definition })
        {
            return null;
        }

        const string place = "outputConfig.textFormat.structure.jsonSchema.schema";
        try
        {
            using var schema = JsonDocument.Parse(definition.Schema);
            return schema.RootElement.ValueKind != JsonValueKind.Object ? throw NoSchema(null)
                : FreeJson.IsSound(schema.RootElement)
                    ? ChatResponseFormat.ForJsonSchema(
                        schema.RootElement.Clone(), definition.Name, definition.Description)
                    : throw ConverseErrors.UnsoundJson(place);
        }
        catch (JsonException e)
        {
            throw NoSchema(e);
        }

        static ValidationException NoSchema(Exception? cause) =>
            new($"The value at {place} must be a JSON schema as text.", cause);
    }
}
