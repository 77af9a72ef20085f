using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines.Scripted;

/// <summary>A reply as the updates of an engine.</summary>
/// <param name="reply">The reply.</param>
/// <param name="promptWords">Words of the prompt, which count where the reply tells no counts.</param>
/// <param name="rule">The rule's name.</param>
internal sealed class ScriptPlay(ScriptReply reply, int promptWords, string rule)
{
    private int _words;

    private int InputTokens => reply.Usage is { } usage
        ? usage.InputTokens + usage.CacheReadTokens + usage.CacheWriteTokens
        : promptWords;

    private int OutputTokens => reply.Usage?.OutputTokens ?? Math.Max(1, _words);

    /// <summary>The reply's pieces: what it thinks, its text, its calls.</summary>
    public IEnumerable<ChatResponseUpdate> Pieces()
    {
        if (!string.IsNullOrEmpty(reply.Reasoning))
        {
            yield return Piece(new TextReasoningContent(reply.Reasoning), reply.Reasoning);
        }

        foreach (var text in reply.TextPieces)
        {
            yield return Piece(new TextContent(text), text);
        }

        foreach (var call in reply.ToolCalls ?? [])
        {
            var arguments = call.Input.EnumerateObject()
                .ToDictionary(member => member.Name, member => (object?)member.Value, StringComparer.Ordinal);
            yield return Piece(
                new FunctionCallContent(call.Name, call.Name, arguments), call.Name + " " + call.Input.GetRawText());
        }
    }

    /// <summary>The last update.</summary>
    public ChatResponseUpdate End()
    {
        var usage = new UsageDetails
        {
            InputTokenCount = InputTokens,
            OutputTokenCount = OutputTokens,
            CachedInputTokenCount = reply.Usage?.CacheReadTokens,
        };
        var update = Told(new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]));
        update.FinishReason = reply.Stop switch
        {
            "tool_use" => ChatFinishReason.ToolCalls,
            "max_tokens" => ChatFinishes.MaxTokens,
            "model_context_window_exceeded" => ChatFinishes.ContextFull,
            _ => ChatFinishReason.Stop,
        };
        if (reply.Stop == "stop_sequence")
        {
            update.AdditionalProperties![ChatProperties.StopSequence] = reply.StopSequence;
        }

        return update;
    }

    private ChatResponseUpdate Piece(AIContent content, string text)
    {
        _words += ScriptWords.Count(text);
        return Told(new ChatResponseUpdate(ChatRole.Assistant, [content]));
    }

    private ChatResponseUpdate Told(ChatResponseUpdate update)
    {
        update.AdditionalProperties = new()
        {
            [ChatProperties.PromptTokenCount] = InputTokens,
            [ChatProperties.TokenCount] = Math.Min(_words, OutputTokens),
            [ChatProperties.CacheReadTokenCount] = reply.Usage?.CacheReadTokens ?? 0,
            [ChatProperties.CacheWriteTokenCount] = reply.Usage?.CacheWriteTokens ?? 0,
            [ChatProperties.Rule] = rule,
        };
        return update;
    }
}
