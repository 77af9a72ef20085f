using Ganban.Inference.Generation;
using Ganban.Inference.Tokenizers;
using Ganban.Inference.ToolCalls;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Chat;

/// <summary>Turns the pieces of one generation into chat updates.</summary>
internal sealed class ChatTurn(
    ToolCallParser? parser,
    ReasoningSplitter? splitter,
    Tokenizer tokenizer,
    bool wantsTokens,
    int promptTokens,
    string? modelId,
    DateTimeOffset createdAt)
{
    private readonly string _id = Guid.NewGuid().ToString("N");
    private int _reportedCalls;
    private int _tokens;
    private bool _hasBegun;

    /// <summary>The update for <paramref name="piece"/>, or null when it has nothing to tell.</summary>
    public ChatResponseUpdate? Next(GeneratedPiece piece)
    {
        var update = new ChatResponseUpdate
        {
            Role = ChatRole.Assistant,
            ResponseId = _id,
            MessageId = _id,
            ModelId = modelId,
            CreatedAt = createdAt,
        };
        _tokens += piece.Tokens.Count;
        var (reasoning, text) = Said(piece);
        if (reasoning.Length > 0)
        {
            update.Contents.Add(new TextReasoningContent(reasoning));
        }

        if (text.Length > 0)
        {
            update.Contents.Add(new TextContent(text));
        }

        foreach (var call in (parser?.Calls ?? []).Skip(_reportedCalls))
        {
            // Nine letters and digits: the only form that every family's template takes.
            var callId = Guid.NewGuid().ToString("N")[..9];
            update.Contents.Add(new FunctionCallContent(callId, call.Name, JsonValues.ToArguments(call.Arguments)));
            _reportedCalls++;
        }

        if (wantsTokens)
        {
            Add(update, ChatProperties.Tokens, piece.Tokens);
            if (piece.PromptTokens is { } prompt)
            {
                Add(update, ChatProperties.PromptTokens, prompt);
            }
        }

        if (piece.Finish is { } finish)
        {
            Complete(update, piece, finish);
        }

        if (update.Contents.Count == 0 && update.AdditionalProperties is null)
        {
            return null;
        }

        if (!_hasBegun)
        {
            _hasBegun = true;
            Add(update, ChatProperties.CacheReadTokenCount, piece.CacheReadTokens);
            Add(update, ChatProperties.CacheWriteTokenCount, piece.CacheWriteTokens);
        }

        Add(update, ChatProperties.PromptTokenCount, promptTokens);
        Add(update, ChatProperties.TokenCount, _tokens);
        return update;
    }

    /// <summary>What of a piece is reasoning and what is said; calls go to the parser's list.</summary>
    private (string Reasoning, string Text) Said(GeneratedPiece piece)
    {
        var (reasoning, answer) = splitter?.Add(piece.Text) ?? ("", piece.Text);
        var said = parser?.Add(answer) ?? answer;

        // A control token always comes last in its piece.
        if (piece.Tokens.Count > 0 && tokenizer.IsControl(piece.Tokens[^1].Id))
        {
            var name = piece.Tokens[^1].Text;
            var (more, before) = splitter?.AddToken(name) ?? ("", "");
            reasoning += more;
            said += parser?.Add(before) ?? before;
            said += parser?.AddToken(name) ?? "";
        }

        if (piece.Finish is not null)
        {
            var (more, last) = splitter?.Flush() ?? ("", "");
            reasoning += more;
            said += parser is null ? last : parser.Add(last) + parser.Complete();
        }

        return (reasoning, said);
    }

    private void Complete(ChatResponseUpdate update, GeneratedPiece piece, FinishReason finish)
    {
        update.FinishReason = finish == FinishReason.Length ? ChatFinishReason.Length
            : _reportedCalls > 0 ? ChatFinishReason.ToolCalls
            : ChatFinishReason.Stop;
        if (piece.StopSequence is { } stop)
        {
            Add(update, ChatProperties.StopSequence, stop);
        }

        var usage = piece.Usage!;
        Add(update, ChatProperties.TimeToFirstToken, usage.TimeToFirstToken);
        update.Contents.Add(new UsageContent(new UsageDetails
        {
            InputTokenCount = usage.PromptTokens,
            CachedInputTokenCount = usage.CacheReadTokens,
            OutputTokenCount = usage.CompletionTokens,
            TotalTokenCount = usage.PromptTokens + usage.CompletionTokens,
        }));
    }

    private static void Add(ChatResponseUpdate update, string key, object value) =>
        (update.AdditionalProperties ??= [])[key] = value;
}
