using System.Text.Json;
using Ganban.Bedrock.Guardrails;
using Ganban.Contracts.BedrockRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>Turns content blocks into what engines read: text, pictures, tool calls, tool results.</summary>
internal static class ConverseContent
{
    /// <summary>Adds a message; tool results become turns of their own, as engines expect them.</summary>
    public static void Add(Message message, List<ChatMessage> messages)
    {
        var results = message.Content.OfType<ContentBlock.ToolResult>().Select(Result).ToArray();
        if (results.Length > 0)
        {
            messages.Add(new(ChatRole.Tool, results));
        }

        var contents = message.Content.SelectMany(Contents).ToArray();
        if (contents.Length > 0)
        {
            messages.Add(new(message.Role == ConversationRole.User ? ChatRole.User : ChatRole.Assistant, contents));
        }
    }

    /// <summary>The system blocks as a message, a line each; null if there is no text in them.</summary>
    public static ChatMessage? SystemMessage(IReadOnlyList<SystemContentBlock> blocks)
    {
        var contents = new List<AIContent>();
        foreach (var block in blocks.Where(block => SystemText(block).Length > 0))
        {
            var text = contents.Count > 0 ? "\n" + SystemText(block) : SystemText(block);
            contents.Add(block is SystemContentBlock.GuardContent { Value: GuardrailConverseContentBlock.Text guarded }
                ? Guarded(text, guarded.Value)
                : new TextContent(text));
        }

        return contents.Count == 0 ? null
            : blocks.Any(block => block is SystemContentBlock.GuardContent) ? new ChatMessage(ChatRole.System, contents)
            : new ChatMessage(ChatRole.System, string.Concat(contents.OfType<TextContent>().Select(text => text.Text)));
    }

    /// <summary>The text of a system block.</summary>
    public static string SystemText(SystemContentBlock block) => block switch
    {
        SystemContentBlock.Text text => text.Value,
        SystemContentBlock.GuardContent { Value: GuardrailConverseContentBlock.Text guarded } => guarded.Value.Text,
        SystemContentBlock.GuardContent => throw ConverseErrors.NoField("image"),
        _ => "",
    };

    /// <summary>The text that a block holds as it stands; empty where a block holds something else.</summary>
    public static string PlainText(ContentBlock block) => block switch
    {
        ContentBlock.Text text => text.Value,
        ContentBlock.GuardContent { Value: GuardrailConverseContentBlock.Text guarded } => guarded.Value.Text,
        ContentBlock.CitationsContent cited => CitedText(cited.Value),
        ContentBlock.Document { Value.Source: DocumentSource.Text document } => document.Value,
        ContentBlock.ToolResult { Value.Content: var parts } => string.Join(
            "\n", parts.Select(part => part is ToolResultContentBlock.Text text ? text.Value : "")),
        _ => "",
    };

    // Images in a tool's result follow it in the user's turn: engines read results as text.
    private static IEnumerable<AIContent> Contents(ContentBlock block) => block is ContentBlock.ToolResult result
        ? result.Value.Content.OfType<ToolResultContentBlock.Image>().Select(image => Picture(image.Value))
        : Content(block) is { } content ? [content]
        : [];

    private static AIContent? Content(ContentBlock block) => block switch
    {
        ContentBlock.Text text => new TextContent(text.Value),
        ContentBlock.Image image => Picture(image.Value),
        ContentBlock.Document document => new TextContent(WithName(document.Value)),
        ContentBlock.SearchResult result => new TextContent(SearchText(result.Value)),
        ContentBlock.GuardContent { Value: GuardrailConverseContentBlock.Text guarded } =>
            Guarded(guarded.Value.Text, guarded.Value),
        ContentBlock.CitationsContent cited => new TextContent(CitedText(cited.Value)),
        ContentBlock.ToolUse call =>
            new FunctionCallContent(call.Value.ToolUseId, call.Value.Name, Arguments(call.Value.Input)),

        ContentBlock.ReasoningContent { Value: ReasoningContentBlock.ReasoningText { Value.Text: var thought } }
            when thought.Length > 0 => new TextReasoningContent(thought),

        // Cache points and what nobody can read mean nothing to the engine.
        ContentBlock.CachePoint or ContentBlock.ReasoningContent => null,
        ContentBlock.GuardContent => throw ConverseErrors.NoField("image"),
        ContentBlock.Video => throw ConverseErrors.NoField("video"),
        _ => throw ConverseErrors.NoField("audio"),
    };

    private static DataContent Picture(ImageBlock image) => image.Source is ImageSource.Bytes bytes
        ? new DataContent(bytes.Value, $"image/{image.Format}")
        : throw new InvalidOperationException("Files are fetched before a conversation is read.");

    private static TextContent Guarded(string text, GuardrailConverseTextBlock block) => new(text)
    {
        AdditionalProperties = new() { [GuardedInput.QualifiersKey] = block.Qualifiers ?? [] },
    };

    private static AIContent Result(ContentBlock.ToolResult block) => new FunctionResultContent(
        block.Value.ToolUseId,
        string.Join("\n", block.Value.Content.Select(content => content switch
        {
            ToolResultContentBlock.Text text => text.Value,
            ToolResultContentBlock.Json json => json.Value.GetRawText(),
            ToolResultContentBlock.Document document => WithName(document.Value),
            ToolResultContentBlock.SearchResult result => SearchText(result.Value),
            ToolResultContentBlock.Image => ImageMark.Text,
            _ => throw ConverseErrors.NoField("video"),
        })));

    /// <summary>The text of a document.</summary>
    public static string DocumentText(DocumentBlock document) => document.Source switch
    {
        DocumentSource.Text inline => inline.Value,
        DocumentSource.Content parts =>
            string.Join("\n", parts.Value.Select(part => part is DocumentContentBlock.Text t ? t.Value : "")),
        _ => throw new InvalidOperationException("Files are read before a conversation is."),
    };

    private static string WithName(DocumentBlock document) => string.Join(
        "\n",
        new[] { document.Name, document.Context, DocumentText(document) }.Where(part => !string.IsNullOrEmpty(part)));

    private static string SearchText(SearchResultBlock result) =>
        $"{result.Title}\n{string.Join("\n", result.Content.Select(part => part.Text))}";

    private static string CitedText(CitationsContentBlock cited) => string.Concat(
        (cited.Content ?? []).Select(part => part is CitationGeneratedContent.Text text ? text.Value : ""));

    private static Dictionary<string, object?> Arguments(JsonElement input) =>
        input.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value);
}
