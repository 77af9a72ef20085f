using Ganban.Contracts;
using System.Text.RegularExpressions;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using static Ganban.Contracts.ShapeJson;
using Agent = Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Prompts;

/// <summary>Puts a prompt of prompt management, with its variables filled in, in the place of its ARN.</summary>
internal sealed partial class PromptExpansion(ModelCatalog catalog, StoredPrompts prompts)
{
    /// <summary>
    /// The request with the prompt's model, system text, tools and parameters, and the prompt's messages before its
    /// own; a request whose modelId is no prompt as it is.
    /// </summary>
    /// <exception cref="Ganban.Contracts.ModelledException">
    /// There is no such prompt, it names no model, a variable has no value, or the request holds what the prompt
    /// decides.
    /// </exception>
    public async Task<ConverseInput> Expand(
        ConverseInput input, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        if (!IsPrompt(input.ModelId, context))
        {
            return input;
        }

        RefuseWhatThePromptDecides(input);
        var stored = await prompts.Find(tenant, input.ModelId, version: null, cancellationToken)
            ?? throw InvocationErrors.NoPrompt(input.ModelId);
        var variant = stored.Document.Used() ?? throw InvocationErrors.EmptyPrompt(input.ModelId);
        if (variant.GenAiResource is not null)
        {
            throw InvocationErrors.NotImplemented("a prompt that runs on an agent, in Converse");
        }

        var filled = Fill(variant, input.PromptVariables);
        return input with
        {
            ModelId = variant.ModelId ?? throw InvocationErrors.EmptyPrompt(input.ModelId),
            Messages = [.. filled.Messages, .. input.Messages],
            System = filled.System,
            Tools = filled.Tools,
            Inference = filled.Inference,
            AdditionalFields = filled.AdditionalFields,
        };
    }

    /// <summary>What a variant asks, with its variables filled in.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">A variable has no value.</exception>
    public static ConverseInput Fill(
        Agent.PromptVariant variant, IReadOnlyDictionary<string, PromptVariableValues> values) =>
        Template(variant.TemplateConfiguration, new Values(values)) with
        {
            ModelId = variant.ModelId ?? "",
            Inference = Inference(variant),
            AdditionalFields = variant.AdditionalModelRequestFields,
        };

    /// <summary>The names of the variables in a text, as often as they stand in it.</summary>
    public static IEnumerable<string> Variables(string text) =>
        Variable().Matches(text).Select(match => match.Groups[1].Value);

    /// <summary>Whether a modelId is the ARN of a prompt of the caller.</summary>
    public bool IsPrompt(string modelId, OperationContext context) => ModelReference.Resolve(
        modelId, catalog, new Tenant(context.Account, context.Region)) is ModelReference.Prompt;

    private static void RefuseWhatThePromptDecides(ConverseInput input)
    {
        var name = input switch
        {
            { AdditionalFields: not null } => "additionalModelRequestFields",
            { Inference: not null } => "inferenceConfig",
            { System.Count: > 0 } => "system",
            { Tools: not null } => "toolConfig",
            _ => null,
        };
        if (name is not null)
        {
            throw InvocationErrors.DecidedByPrompt(name);
        }
    }

    private static ConverseInput Template(Agent.PromptTemplateConfiguration template, Values values) => template switch
    {
        Agent.PromptTemplateConfiguration.Text { Value: var text } => new ConverseInput
        {
            Messages = [new Message { Role = ConversationRole.User, Content = TextBlocks(text, values) }],
        },
        Agent.PromptTemplateConfiguration.Chat { Value: var chat } => new ConverseInput
        {
            Messages = [.. chat.Messages.Select(message => Filled(Same<Agent.Message, Message>(message), values))],
            System = [.. (chat.System ?? []).Select(block => Filled(block, values))],
            Tools = chat.ToolConfiguration is { } tools
                ? Same<Agent.ToolConfiguration, ToolConfiguration>(tools)
                : null,
        },
        _ => throw InvocationErrors.NotImplemented("this kind of prompt template"),
    };

    private static List<ContentBlock> TextBlocks(Agent.TextPromptTemplateConfiguration template, Values values)
    {
        List<ContentBlock> content = [new ContentBlock.Text(values.Fill(template.Text))];
        if (template.CachePoint is { } point)
        {
            content.Add(new ContentBlock.CachePoint(Same<Agent.CachePointBlock, CachePointBlock>(point)));
        }

        return content;
    }

    private static Message Filled(Message message, Values values) => message with
    {
        Content =
        [
            .. message.Content.Select(block =>
                block is ContentBlock.Text text ? new ContentBlock.Text(values.Fill(text.Value)) : block),
        ],
    };

    private static SystemContentBlock Filled(Agent.SystemContentBlock block, Values values) =>
        Same<Agent.SystemContentBlock, SystemContentBlock>(block) switch
        {
            SystemContentBlock.Text text => new SystemContentBlock.Text(values.Fill(text.Value)),
            var other => other,
        };

    private static InferenceConfiguration? Inference(Agent.PromptVariant variant) =>
        variant.InferenceConfiguration is Agent.PromptInferenceConfiguration.Text { Value: var text }
            ? new InferenceConfiguration
            {
                MaxTokens = text.MaxTokens,
                Temperature = text.Temperature,
                TopP = text.TopP,
                StopSequences = text.StopSequences,
            }
            : null;

    [GeneratedRegex(@"\{\{\s*([0-9a-zA-Z_-]{1,200})\s*\}\}")]
    private static partial Regex Variable();

    /// <summary>The values of a prompt's variables.</summary>
    private sealed class Values(IReadOnlyDictionary<string, PromptVariableValues> given)
    {
        /// <summary>The text with its variables replaced; what a value holds is not looked at again.</summary>
        public string Fill(string text) => Variable().Replace(text, match =>
            given.GetValueOrDefault(match.Groups[1].Value) is PromptVariableValues.Text value
                ? value.Value
                : throw InvocationErrors.NoVariable(match.Groups[1].Value));
    }
}
