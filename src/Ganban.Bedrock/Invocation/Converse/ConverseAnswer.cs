using System.Text.Json;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>Turns answers into Converse's words.</summary>
internal static class ConverseAnswer
{
    /// <summary>The answer as a message.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="signatures">What signs the model's thoughts; null for models whose thoughts bear none.</param>
    public static Message Message(ChatAnswer answer, ReasoningSignatures? signatures)
    {
        var content = new List<ContentBlock>();
        if (answer.Reasoning.Length > 0)
        {
            content.Add(new ContentBlock.ReasoningContent(
                new ReasoningContentBlock.ReasoningText(new ReasoningTextBlock
                {
                    Text = answer.Reasoning,
                    Signature = signatures?.Sign(answer.Reasoning),
                })));
        }

        if (answer.Cited.Count > 0)
        {
            content.AddRange(answer.Cited.Select(ConverseCitations.Block));
        }
        else if (answer.Text.Length > 0)
        {
            content.Add(new ContentBlock.Text(answer.Text));
        }

        content.AddRange(answer.ToolCalls.Select(call => new ContentBlock.ToolUse(new ToolUseBlock
        {
            ToolUseId = WireIds.ToolUse(),
            Name = call.Name,
            Input = call.Input,
        })));
        return new Message { Role = ConversationRole.Assistant, Content = content };
    }

    public static string StopReasonOf(ChatAnswer answer) => answer.End switch
    {
        AnswerEnd.MaxTokens => StopReason.MaxTokens,
        AnswerEnd.ContextFull => StopReason.ModelContextWindowExceeded,
        AnswerEnd.StopSequence => StopReason.StopSequence,
        AnswerEnd.ToolUse => StopReason.ToolUse,
        AnswerEnd.Guardrail => StopReason.GuardrailIntervened,
        _ => StopReason.EndTurn,
    };

    public static TokenUsage Usage(ChatAnswer answer) => new()
    {
        InputTokens = answer.InputTokens,
        OutputTokens = answer.OutputTokens,
        CacheReadInputTokens = answer.Cache?.ReadTokens,
        CacheWriteInputTokens = answer.Cache?.WrittenTokens,
        CacheDetails = answer.Cache is { Ttl: { } ttl, WrittenTokens: > 0 and var written }
            ? [new CacheDetail { Ttl = ttl, InputTokens = written }]
            : null,
        TotalTokens = answer.InputTokens + (answer.Cache?.Tokens ?? 0) + answer.OutputTokens,
    };

    /// <summary>The fields of the model's own reply that the request points at.</summary>
    /// <param name="paths">JSON pointers into the reply.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="native">The request in the model's own format; null if that format is not known here.</param>
    public static JsonElement? AdditionalFields(IReadOnlyList<string> paths, ChatAnswer answer, NativeCall? native) =>
        paths.Count > 0 && native is not null ? ResponseFields.Pick(paths, native.Write([answer])) : null;
}
