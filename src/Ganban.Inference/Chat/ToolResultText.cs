using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Chat;

/// <summary>What a tool gave back, as the text that a model reads.</summary>
public static class ToolResultText
{
    /// <summary>The text: text as it is, everything else as JSON.</summary>
    /// <param name="result">The result.</param>
    /// <param name="modelId">The model that is to read it, for the error; null for none in particular.</param>
    /// <exception cref="UnsupportedContentException">The result is more than text.</exception>
    public static string Of(FunctionResultContent result, string? modelId = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Result switch
        {
            null => "",
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
            TextContent content => content.Text,
            IEnumerable<AIContent> contents => string.Join('\n', contents.Select(c => c is TextContent text
                ? text.Text
                : throw new UnsupportedContentException($"{c.GetType().Name} in the result of a tool", modelId))),
            var other => JsonValues.FromObject(other, depth: 0) is { } node ? JsonValues.Compact(node) : "",
        };
    }
}
