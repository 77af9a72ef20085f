using System.Text.Json;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts;

namespace Ganban.Bedrock.Prompts;

/// <summary>What holds for prompts beyond the contract's constraints.</summary>
internal static class PromptRules
{
    // Leaves room for a version's description within the store's own limit of 16 MiB.
    private const int BytesMax = 15 << 20;

    /// <summary>Checks the variants of a request and makes the document to keep.</summary>
    /// <exception cref="ValidationException">
    /// A variant contradicts itself, the default one is not there, or they are too large.
    /// </exception>
    public static PromptDocument Read(
        string? description,
        string? key,
        string? defaultVariant,
        IReadOnlyList<PromptVariant>? variants,
        int lastVersion)
    {
        foreach (var variant in variants ?? [])
        {
            var isChat = variant.TemplateConfiguration is PromptTemplateConfiguration.Chat;
            if (isChat != (variant.TemplateType == PromptTemplateType.Chat))
            {
                throw PromptsErrors.WrongTemplate(variant.Name, variant.TemplateType);
            }

            if (variant.ModelId is not null && variant.GenAiResource is not null)
            {
                throw PromptsErrors.ModelAndResource(variant.Name);
            }
        }

        if (defaultVariant is not null && (variants ?? []).All(variant => variant.Name != defaultVariant))
        {
            throw PromptsErrors.NoVariant(defaultVariant);
        }

        var document = new PromptDocument(
            description,
            key,
            defaultVariant,
            variants is null ? null : [.. variants.Select(ShapeJson.Write)],
            lastVersion);
        return JsonSerializer.SerializeToUtf8Bytes(document, PromptDocument.Kind.Json).Length <= BytesMax
            ? document
            : throw PromptsErrors.TooLarge(BytesMax);
    }

    /// <summary>Checks tags.</summary>
    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyDictionary<string, string>? tags)
    {
        if (TagRules.ReservedKey((tags ?? new Dictionary<string, string>()).Keys) is { } reserved)
        {
            throw PromptsErrors.ReservedTag(reserved);
        }

        return tags is null ? new Dictionary<string, string>()
            : tags.Count <= TagRules.TagsMax ? tags
            : throw PromptsErrors.TooMany("tags on the prompt", TagRules.TagsMax);
    }
}
