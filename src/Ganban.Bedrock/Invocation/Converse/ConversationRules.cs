using System.Text.Json;
using System.Text.RegularExpressions;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>
/// The rules of a conversation that the contract's constraints can't express, with the service's words for each.
/// </summary>
internal static partial class ConversationRules
{
    public static void Check(ConverseInput input, CatalogModel model)
    {
        if (input.Messages.Count == 0 || input.Messages[0].Role != ConversationRole.User)
        {
            throw ConverseErrors.NotFromUser();
        }

        for (var i = 0; i < input.Messages.Count; i++)
        {
            CheckMessage(input, i, model);
        }

        if (input.Messages[^1].Role == ConversationRole.Assistant)
        {
            throw InvocationErrors.ModelReturned(InvocationErrors.NoPrefill);
        }

        CheckDocumentNames(input);
    }

    private static void CheckMessage(ConverseInput input, int index, CatalogModel model)
    {
        var message = input.Messages[index];
        if (index > 0 && message.Role == input.Messages[index - 1].Role && !ModelLimits.AllowsSameRoleTwice(model))
        {
            throw ConverseErrors.NotAlternating();
        }

        if (message.Content.All(block => block is ContentBlock.CachePoint))
        {
            throw Broken(
                $"The content field in the Message object at messages.{index} is empty. Add a ContentBlock object to the content field "
                + "and try again.");
        }

        for (var block = 0; block < message.Content.Count; block++)
        {
            CheckBlock(input, message.Content[block], $"messages.{index}.content.{block}", model);
            CheckRole(message, message.Content[block], index);
        }

        if (message.Content.Any(block => block is ContentBlock.Document)
            && !message.Content.Any(block => block is ContentBlock.Text))
        {
            throw Broken($"messages.{index}.content: A text block must accompany a document block. Add a text block and try again.");
        }

        if (!ModelLimits.AllowsResultsBesideText(model)
            && message.Content.Any(block => block is ContentBlock.ToolResult)
            && message.Content.Any(block => block is ContentBlock.Text))
        {
            throw Broken($"messages.{index}.content: Conversation blocks and tool result blocks cannot be provided in the same turn.");
        }

        if (message.Role == ConversationRole.User)
        {
            CheckToolResults(input, index);
        }
    }

    private static void CheckBlock(ConverseInput input, ContentBlock block, string place, CatalogModel model)
    {
        switch (block)
        {
            case ContentBlock.Image when !ModelLimits.AllowsImages(model):
                throw ConverseErrors.NoField("image");
            case ContentBlock.Video:
                throw NoMedia("video", "VIDEO", model);
            case ContentBlock.Audio:
                throw NoMedia("audio", "AUDIO", model);
            case ContentBlock.Text { Value: var text } when string.IsNullOrWhiteSpace(text):
                throw Broken($"The text field in the ContentBlock object at {place} is blank. Add text to the text field, and try again.");
            case ContentBlock.ToolUse or ContentBlock.ToolResult when input is { Tools: null, NeedsToolConfig: true }:
                throw Broken("The toolConfig field must be defined when using toolUse and toolResult content blocks.");
            case ContentBlock.ToolUse { Value.Type: not null } or ContentBlock.ToolResult { Value.Type: not null }:
                throw InvocationErrors.NotImplemented("tools that run in the service, in Converse");
            case ContentBlock.ToolResult { Value: { Status: ToolResultStatus.Error, Content.Count: 0 } }:
                throw Broken($"The content field at {place}.toolResult cannot be empty when status value is error.");
            case ContentBlock.ToolUse { Value.Input.ValueKind: not JsonValueKind.Object }:
                throw ConverseErrors.NoJsonObject($"{place}.toolUse.input");
            case ContentBlock.ToolUse { Value.Input: var toolInput } when !FreeJson.IsSound(toolInput):
                throw ConverseErrors.UnsoundJson($"{place}.toolUse.input");
            case ContentBlock.ToolResult { Value.Content: var parts }:
                CheckResult(parts, $"{place}.toolResult.content", model);
                break;
        }
    }

    // No engine takes them; where the model does, that is Ganban's lack and not the caller's mistake.
    private static ModelledException NoMedia(string kind, string modality, CatalogModel model) =>
        model.InputModalities?.Contains(modality) == true
            ? InvocationErrors.NotImplemented($"{kind} blocks in Converse")
            : ConverseErrors.NoField(kind);

    private static void CheckResult(IReadOnlyList<ToolResultContentBlock> parts, string place, CatalogModel model)
    {
        for (var part = 0; part < parts.Count; part++)
        {
            if (parts[part] is ToolResultContentBlock.Image && !ModelLimits.AllowsImages(model))
            {
                throw ConverseErrors.NoField("image");
            }

            if (parts[part] is ToolResultContentBlock.Json { Value.ValueKind: not JsonValueKind.Object })
            {
                throw ConverseErrors.NoJsonObject($"{place}.{part}.json");
            }
        }
    }

    private static void CheckRole(Message message, ContentBlock block, int index)
    {
        var (kind, role) = block switch
        {
            ContentBlock.ToolUse => ("toolUse", ConversationRole.Assistant),
            ContentBlock.ReasoningContent => ("reasoningContent", ConversationRole.Assistant),
            ContentBlock.CitationsContent => ("citationsContent", ConversationRole.Assistant),
            ContentBlock.ToolResult => ("toolResult", ConversationRole.User),
            ContentBlock.Image => ("image", ConversationRole.User),
            ContentBlock.Document => ("document", ConversationRole.User),
            ContentBlock.SearchResult => ("searchResult", ConversationRole.User),
            ContentBlock.GuardContent => ("guardContent", ConversationRole.User),
            _ => ("", message.Role),
        };
        if (message.Role != role)
        {
            throw InvocationErrors.ModelReturned($"messages.{index}: `{kind}` blocks can only be in `{role}` messages");
        }
    }

    // Every call of the turn before must be answered, and nothing else may be.
    private static void CheckToolResults(ConverseInput input, int index)
    {
        var calls = index == 0
            ? []
            : input.Messages[index - 1].Content.OfType<ContentBlock.ToolUse>().Select(call => call.Value.ToolUseId)
                .ToList();
        var results = input.Messages[index].Content.OfType<ContentBlock.ToolResult>()
            .Select(result => result.Value.ToolUseId)
            .ToList();
        var unanswered = calls.Except(results).ToList();
        if (unanswered.Count > 0)
        {
            throw Broken(
                $"Expected toolResult blocks at messages.{index}.content for the following Ids: {string.Join(", ", unanswered)}");
        }

        if (results.Count > calls.Count)
        {
            throw Broken(
                $"The number of toolResult blocks at messages.{index}.content exceeds the number of toolUse blocks of previous turn.");
        }
    }

    private static void CheckDocumentNames(ConverseInput input)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var document in input.Messages.SelectMany(message => message.Content).SelectMany(Documents))
        {
            if (!DocumentName().IsMatch(document.Name))
            {
                throw Broken(
                    "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and "
                    + "square brackets. The name can't contain more than one consecutive whitespace character. Check that the file name "
                    + "conforms to these restrictions and retry your request.");
            }

            if (!names.Add(document.Name))
            {
                throw Broken(
                    "Messages can't contain duplicate document names. Rename the document and retry your request.");
            }
        }
    }

    private static IEnumerable<DocumentBlock> Documents(ContentBlock block) => block switch
    {
        ContentBlock.Document document => [document.Value],
        ContentBlock.ToolResult result =>
            result.Value.Content.OfType<ToolResultContentBlock.Document>().Select(document => document.Value),
        _ => [],
    };

    private static ValidationException Broken(string message) => new(message);

    // As measured: the service takes underscores, which its message leaves out, and no ideographic space.
    [GeneratedRegex(@"\A(?:[\p{L}\p{N}_\-()\[\]]|[\s-[\u3000]](?!\s))+\z")]
    private static partial Regex DocumentName();
}
