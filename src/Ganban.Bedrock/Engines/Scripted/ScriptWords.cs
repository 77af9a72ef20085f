using Ganban.Inference.Chat;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines.Scripted;

/// <summary>Counts words in place of tokens: runs of characters that are no white space.</summary>
internal static class ScriptWords
{
    /// <summary>The words of a conversation and of its tools' names and descriptions; at least 1.</summary>
    public static int Count(IEnumerable<ChatMessage> messages, ChatOptions? options) => Math.Max(
        1,
        messages.SelectMany(message => message.Contents).Sum(Count)
        + (options?.Tools ?? []).Sum(tool => Count(tool.Name) + Count(tool.Description)));

    /// <summary>The words of a text.</summary>
    public static int Count(string text)
    {
        var (words, inside) = (0, false);
        foreach (var character in text)
        {
            var isSpace = char.IsWhiteSpace(character);
            words += !isSpace && !inside ? 1 : 0;
            inside = !isSpace;
        }

        return words;
    }

    private static int Count(AIContent content) => content switch
    {
        TextContent text => Count(text.Text),
        FunctionCallContent call => Count(call.Name) + Count(JsonSerializer.Serialize(call.Arguments)),
        FunctionResultContent result => Count(ToolResultText.Of(result)),
        _ => 1,
    };
}
