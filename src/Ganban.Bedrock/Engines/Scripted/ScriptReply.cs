using System.Text.Json;

namespace Ganban.Bedrock.Engines.Scripted;

/// <summary>What a rule answers.</summary>
public sealed record ScriptReply
{
    private const int MillisecondsMax = 600_000;

    /// <summary>The text, in one piece.</summary>
    public string? Text { get; init; }

    /// <summary>The text in the pieces that a stream sends; in place of <see cref="Text"/>.</summary>
    public IReadOnlyList<string>? Pieces { get; init; }

    /// <summary>What the model thinks before the text.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Calls of tools, after the text.</summary>
    public IReadOnlyList<ScriptToolCall>? ToolCalls { get; init; }

    /// <summary>
    /// Why it ends, one of <see cref="StopReasons"/>; null: <c>tool_use</c> with calls, <c>stop_sequence</c> with a
    /// <see cref="StopSequence"/>, else <c>end_turn</c>.
    /// </summary>
    public string? StopReason { get; init; }

    /// <summary>The stop sequence that ended it.</summary>
    public string? StopSequence { get; init; }

    /// <summary>The counts of tokens; null: words are counted.</summary>
    public ScriptUsage? Usage { get; init; }

    /// <summary>Milliseconds before the first piece.</summary>
    public int DelayMilliseconds { get; init; }

    /// <summary>Milliseconds before each further piece.</summary>
    public int BetweenMilliseconds { get; init; }

    /// <summary>The reasons that an answer may end for.</summary>
    internal static IReadOnlyList<string> StopReasons { get; } =
        ["end_turn", "max_tokens", "stop_sequence", "tool_use", "model_context_window_exceeded"];

    /// <summary>The pieces of the text.</summary>
    internal IReadOnlyList<string> TextPieces => Pieces ?? (string.IsNullOrEmpty(Text) ? [] : [Text]);

    /// <summary>Why it ends.</summary>
    internal string Stop => StopReason
        ?? (ToolCalls is { Count: > 0 } ? "tool_use" : StopSequence is null ? "end_turn" : "stop_sequence");

    /// <summary>What is wrong; null if nothing.</summary>
    internal string? Problem() =>
        Text is not null && Pieces is not null ? " has both 'text' and 'pieces'"
        : Pieces?.Any(string.IsNullOrEmpty) == true ? ".pieces may not hold an empty one"
        : !StopReasons.Contains(Stop) ? $".stopReason must be one of {string.Join(", ", StopReasons)}"
        : Stop == "stop_sequence" && StopSequence is null ? ".stopSequence must be given with 'stop_sequence'"
        : Usage?.Problem() is { } usage ? usage
        : ToolCalls?.Any(call => call is not { Name.Length: > 0, Input.ValueKind: JsonValueKind.Object }) == true
            ? ".toolCalls: each must have a 'name' and an object 'input'"
        : DelayMilliseconds is < 0 or > MillisecondsMax || BetweenMilliseconds is < 0 or > MillisecondsMax
            ? $": delayMilliseconds and betweenMilliseconds must be from 0 to {MillisecondsMax}"
        : null;
}

/// <summary>A call of a tool.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Input">The arguments: an object.</param>
public sealed record ScriptToolCall(string Name, JsonElement Input);

/// <summary>Counts of tokens.</summary>
/// <param name="InputTokens">Of the prompt, without those of the cache.</param>
/// <param name="OutputTokens">Of the answer.</param>
/// <param name="CacheReadTokens">Of the prompt that came out of the cache.</param>
/// <param name="CacheWriteTokens">Of the prompt that went into it.</param>
public sealed record ScriptUsage(
    int InputTokens,
    int OutputTokens,
    int CacheReadTokens = 0,
    int CacheWriteTokens = 0)
{
    /// <summary>What is wrong; null if nothing.</summary>
    internal string? Problem() => InputTokens < 0 || OutputTokens < 0 || CacheReadTokens < 0 || CacheWriteTokens < 0
        ? ".usage: no count may be negative"
        : null;
}
