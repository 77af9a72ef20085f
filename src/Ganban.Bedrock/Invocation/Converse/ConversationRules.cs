using System.Text.RegularExpressions;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>
/// The rules of a conversation that the contract's constraints can't express, with the service's words for each.
/// </summary>
internal static partial class ConversationRules
{
    public static void Check(ConverseInput input)
    {
        if (input.Messages.Count == 0 || input.Messages[0].Role != ConversationRole.User)
        {
            throw Broken("A conversation must start with a user message. Try again with a conversation that starts with a user message.");
        }

        for (var i = 0; i < input.Messages.Count; i++)
        {
            CheckMessage(input, i);
        }

        if (input.Messages[^1].Role == ConversationRole.Assistant)
        {
            throw InvocationErrors.ModelReturned("This model does not support assistant message prefill. The conversation must end with a user message.");
        }

        CheckDocumentNames(input);
    }

    private static void CheckMessage(ConverseInput input, int index)
    {
        var message = input.Messages[index];
        if (index > 0 && message.Role == input.Messages[index - 1].Role)
        {
            throw Broken(
                "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user "
                + "and assistant roles and try again.");
        }

        if (message.Content.Count == 0)
        {
            throw Broken($"The content field in the Message object at messages.{index} is empty. Add a ContentBlock object to the content field and try again.");
        }

        for (var block = 0; block < message.Content.Count; block++)
        {
            CheckBlock(input, message.Content[block], $"messages.{index}.content.{block}");
        }

        if (message.Content.Any(block => block is ContentBlock.Document)
            && !message.Content.Any(block => block is ContentBlock.Text))
        {
            throw Broken($"messages.{index}.content: A text block must accompany a document block. Add a text block and try again.");
        }

        if (message.Role == ConversationRole.User)
        {
            CheckToolResults(input, index);
        }
    }

    private static void CheckBlock(ConverseInput input, ContentBlock block, string place)
    {
        switch (block)
        {
            case ContentBlock.Text { Value: var text } when string.IsNullOrWhiteSpace(text):
                throw Broken($"The text field in the ContentBlock object at {place} is blank. Add text to the text field, and try again.");
            case ContentBlock.ToolUse or ContentBlock.ToolResult when input.Tools is null:
                throw Broken("The toolConfig field must be defined when using toolUse and toolResult content blocks.");
            case ContentBlock.ToolResult { Value: { Status: ToolResultStatus.Error, Content.Count: 0 } }:
                throw Broken($"The content field at {place}.toolResult cannot be empty when status value is error.");
            case ContentBlock.ToolUse { Value.Input.ValueKind: not System.Text.Json.JsonValueKind.Object }:
                throw Broken($"The format of the value at {place}.toolUse.input is invalid. Provide a json object for the field and try again.");
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
            throw Broken($"Expected toolResult blocks at messages.{index}.content for the following Ids: {string.Join(", ", unanswered)}");
        }

        if (results.Count > calls.Count)
        {
            throw Broken($"The number of toolResult blocks at messages.{index}.content exceeds the number of toolUse blocks of previous turn.");
        }
    }

    private static void CheckDocumentNames(ConverseInput input)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var document in input.Messages.SelectMany(message => message.Content).OfType<ContentBlock.Document>())
        {
            if (!DocumentName().IsMatch(document.Value.Name))
            {
                throw Broken(
                    "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and "
                    + "square brackets. The name can't contain more than one consecutive whitespace character. Check that the file name "
                    + "conforms to these restrictions and retry your request.");
            }

            if (!names.Add(document.Value.Name))
            {
                throw Broken(
                    "Messages can't contain duplicate document names. Rename the document and retry your request.");
            }
        }
    }

    private static ValidationException Broken(string message) => new(message);

    [GeneratedRegex(@"\A(?:[\p{L}\p{N}_\-()\[\]]|\s(?!\s))+\z")]
    private static partial Regex DocumentName();
}
