namespace Ganban.Inference.Generation;

/// <summary>What a generation cost.</summary>
/// <param name="PromptTokens">Tokens of the prompt, those read from the prefix cache included.</param>
/// <param name="CompletionTokens">Tokens chosen by the model, an end-of-generation token included.</param>
/// <param name="TimeToFirstToken">
/// From the start of generation, waiting for a free place included, to the first token.
/// </param>
/// <param name="TotalTime">From the same start to the last token.</param>
public sealed record GenerationUsage(
    int PromptTokens, int CompletionTokens, TimeSpan TimeToFirstToken, TimeSpan TotalTime)
{
    /// <summary>Tokens of the prompt that were not computed, because the same caller had sent them before.</summary>
    public int CacheReadTokens { get; init; }

    /// <summary>Tokens of the prompt that were computed and kept for the same caller's next requests.</summary>
    public int CacheWriteTokens { get; init; }
}
