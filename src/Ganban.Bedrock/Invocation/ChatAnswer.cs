using System.Text.Json;
using Ganban.Bedrock.Citations;
using Ganban.Inference.Generation;

namespace Ganban.Bedrock.Invocation;

/// <summary>Why an answer ended.</summary>
public enum AnswerEnd
{
    /// <summary>The model had no more to say.</summary>
    EndTurn,

    /// <summary>The request's token limit was reached.</summary>
    MaxTokens,

    /// <summary>The engine's context window was full before the request's limit was reached.</summary>
    ContextFull,

    /// <summary>One of the request's stop sequences appeared.</summary>
    StopSequence,

    /// <summary>The model calls tools.</summary>
    ToolUse,

    /// <summary>A guardrail blocked or masked it.</summary>
    Guardrail,
}

/// <summary>A tool call of the model.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Input">The arguments as a JSON object.</param>
public sealed record ToolCall(string Name, JsonElement Input);

/// <summary>A whole answer and what it cost.</summary>
public sealed record ChatAnswer
{
    /// <summary>The text; empty if the model only calls tools.</summary>
    public required string Text { get; init; }

    /// <summary>What the model thought before it answered; empty if it does not tell.</summary>
    public string Reasoning { get; init; } = "";

    /// <summary>The text in pieces, with what bears each out; empty where no citations were asked for.</summary>
    public IReadOnlyList<CitedText> Cited { get; init; } = [];

    /// <summary>The tool calls in order.</summary>
    public required IReadOnlyList<ToolCall> ToolCalls { get; init; }

    /// <summary>Why it ended.</summary>
    public required AnswerEnd End { get; init; }

    /// <summary>The stop sequence that ended it, if one did.</summary>
    public string? StopSequence { get; init; }

    /// <summary>Tokens of the prompt without those of <see cref="Cache"/>.</summary>
    public required int InputTokens { get; init; }

    /// <summary>What the cache did; null if the request has no cache point.</summary>
    public CacheUse? Cache { get; init; }

    /// <summary>Tokens of the prompt that the engine did not have to read again, asked for or not.</summary>
    public int CachedTokens { get; init; }

    /// <summary>Tokens of the answer.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>Milliseconds from the request to the first text or call.</summary>
    public required long FirstByteMilliseconds { get; init; }

    /// <summary>Milliseconds from the request to the end.</summary>
    public required long Milliseconds { get; init; }

    /// <summary>The prompt's tokens, where the request asked for them.</summary>
    public IReadOnlyList<TokenDetail> PromptTokens { get; init; } = [];

    /// <summary>The answer's tokens, where the request asked for them.</summary>
    public IReadOnlyList<TokenDetail> Tokens { get; init; } = [];

    /// <summary>What the answer would be if the request had allowed it no tokens.</summary>
    internal ChatAnswer PromptOnly() => this with
    {
        Text = "",
        Reasoning = "",
        Cited = [],
        ToolCalls = [],
        End = AnswerEnd.MaxTokens,
        StopSequence = null,
        OutputTokens = 0,
        Tokens = [],
    };
}
