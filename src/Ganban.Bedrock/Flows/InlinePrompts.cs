using Ganban.Bedrock.Prompts;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows;

/// <summary>Prompts that stand in a node of a flow.</summary>
internal static class InlinePrompts
{
    /// <summary>What is wrong; null if nothing.</summary>
    public static string? Problem(PromptFlowNodeInlineConfiguration prompt)
    {
        var isChat = prompt.TemplateConfiguration is PromptTemplateConfiguration.Chat;
        return isChat != (prompt.TemplateType == PromptTemplateType.Chat)
            ? $"its templateConfiguration is not one of the templateType {prompt.TemplateType}."
            : null;
    }

    /// <summary>The variables in its texts.</summary>
    public static IReadOnlyList<string> Variables(PromptFlowNodeInlineConfiguration prompt) =>
    [
        .. Texts(prompt.TemplateConfiguration)
            .SelectMany(PromptExpansion.Variables)
            .Distinct(),
    ];

    /// <summary>The prompt as one of prompt management.</summary>
    public static PromptVariant Variant(PromptFlowNodeInlineConfiguration prompt) => new()
    {
        Name = "inline",
        TemplateType = prompt.TemplateType,
        TemplateConfiguration = prompt.TemplateConfiguration,
        ModelId = prompt.ModelId,
        InferenceConfiguration = prompt.InferenceConfiguration,
        AdditionalModelRequestFields = prompt.AdditionalModelRequestFields,
    };

    private static IEnumerable<string> Texts(PromptTemplateConfiguration template) => template switch
    {
        PromptTemplateConfiguration.Text text => [text.Value.Text],
        PromptTemplateConfiguration.Chat chat =>
        [
            .. (chat.Value.System ?? []).OfType<SystemContentBlock.Text>().Select(block => block.Value),
            .. chat.Value.Messages.SelectMany(message => message.Content).OfType<ContentBlock.Text>()
                .Select(block => block.Value),
        ],
        _ => [],
    };
}
