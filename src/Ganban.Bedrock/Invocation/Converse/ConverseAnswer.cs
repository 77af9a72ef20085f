using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>Turns answers into Converse's words.</summary>
internal static class ConverseAnswer
{
    public static Message Message(ChatAnswer answer)
    {
        var content = new List<ContentBlock>();
        if (answer.Text.Length > 0)
        {
            content.Add(new ContentBlock.Text(answer.Text));
        }

        content.AddRange(answer.ToolCalls.Select(call => new ContentBlock.ToolUse(new ToolUseBlock
        {
            ToolUseId = ToolUseId(),
            Name = call.Name,
            Input = call.Input,
        })));
        return new Message { Role = ConversationRole.Assistant, Content = content };
    }

    public static string ToolUseId() => WireIds.New("tooluse_");

    public static string StopReasonOf(ChatAnswer answer) => answer.End switch
    {
        AnswerEnd.MaxTokens => StopReason.MaxTokens,
        AnswerEnd.ContextFull => StopReason.ModelContextWindowExceeded,
        AnswerEnd.StopSequence => StopReason.StopSequence,
        AnswerEnd.ToolUse => StopReason.ToolUse,
        _ => StopReason.EndTurn,
    };

    public static TokenUsage Usage(ChatAnswer answer) => new()
    {
        InputTokens = answer.InputTokens,
        OutputTokens = answer.OutputTokens,
        TotalTokens = answer.InputTokens + answer.OutputTokens,
    };

    /// <summary>
    /// The fields of the model's own reply that the request points at; those that it lacks are left out.
    /// </summary>
    /// <exception cref="ValidationException">A path is no JSON pointer.</exception>
    public static JsonElement? AdditionalFields(IReadOnlyList<string> paths, ChatAnswer answer)
    {
        CheckPaths(paths);
        var result = new JsonObject();
        foreach (var path in paths)
        {
            switch (path)
            {
                case "/stop_sequence":
                    result["stop_sequence"] = answer.StopSequence;
                    break;
                case "/stop_reason":
                    result["stop_reason"] = StopReasonOf(answer);
                    break;
            }
        }

        return result.Count > 0 ? JsonSerializer.SerializeToElement(result) : null;
    }

    /// <summary>Refuses what is no JSON pointer, before the model runs.</summary>
    public static void CheckPaths(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            if (!path.StartsWith('/'))
            {
                throw new ValidationException(
                    $"The additional model response field path '{path}' is invalid. Give a JSON pointer such as /stop_sequence.");
            }
        }
    }
}
