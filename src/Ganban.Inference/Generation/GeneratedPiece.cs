namespace Ganban.Inference.Generation;

/// <summary>
/// A piece of generated text: whole characters, never the start of a stop sequence. The last piece, and only the last,
/// carries <see cref="Finish"/> and <see cref="Usage"/>.
/// </summary>
/// <param name="Text">New text; may be empty in the last piece and in a piece that brings a control token.</param>
/// <param name="Tokens">
/// The tokens chosen since the piece before, in order, the end-of-generation token included. A control token adds
/// nothing to <paramref name="Text"/> and always comes last in its piece, so that its place in the text is known.
/// </param>
/// <param name="Finish">Why generation ended; null before the last piece.</param>
/// <param name="StopSequence">The stop sequence that ended generation, if one did.</param>
/// <param name="Usage">The cost of the whole generation; null before the last piece.</param>
public sealed record GeneratedPiece(
    string Text,
    IReadOnlyList<TokenDetail> Tokens,
    FinishReason? Finish,
    string? StopSequence,
    GenerationUsage? Usage)
{
    /// <summary>The prompt's tokens, in the first piece of a request that asked for them; else null.</summary>
    public IReadOnlyList<TokenDetail>? PromptTokens { get; init; }

    /// <summary>As <see cref="GenerationUsage.CacheReadTokens"/>, known from the first piece on.</summary>
    public int CacheReadTokens { get; init; }

    /// <summary>As <see cref="GenerationUsage.CacheWriteTokens"/>, known from the first piece on.</summary>
    public int CacheWriteTokens { get; init; }
}
