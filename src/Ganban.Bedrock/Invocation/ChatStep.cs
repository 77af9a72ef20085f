using Ganban.Bedrock.Citations;

namespace Ganban.Bedrock.Invocation;

/// <summary>A step of an answer under way.</summary>
public abstract record ChatStep
{
    private ChatStep()
    {
    }

    /// <summary>The engine has taken the request; always the first step.</summary>
    /// <param name="InputTokens">
    /// Tokens of the prompt without those of <paramref name="Cache"/>; null if the engine counts them only at the end.
    /// </param>
    /// <param name="Cache">What the cache did; null if the request has no cache point.</param>
    public sealed record Started(int? InputTokens, CacheUse? Cache) : ChatStep;

    /// <summary>More of what the model thinks before it answers.</summary>
    /// <param name="Value">The text.</param>
    public sealed record Reasoning(string Value) : ChatStep;

    /// <summary>More text.</summary>
    /// <param name="Value">The text.</param>
    /// <param name="OutputTokens">Tokens of the answer up to here; null if the engine counts them only at the
    /// end.</param>
    public sealed record Text(string Value, int? OutputTokens) : ChatStep;

    /// <summary>
    /// The text since the last such step, or since the beginning, is a sentence, and this bears it out; only where
    /// citations were asked for.
    /// </summary>
    /// <param name="Citations">The places; none if nothing in the sources does.</param>
    public sealed record Cited(IReadOnlyList<SourceCitation> Citations) : ChatStep;

    /// <summary>A whole tool call.</summary>
    public sealed record Call(ToolCall Value) : ChatStep;

    /// <summary>The end; always the last step.</summary>
    public sealed record Finished(ChatAnswer Answer) : ChatStep;
}
