namespace Ganban.Inference.Models;

/// <summary>
/// Consecutive tokens that are given by their embeddings, such as a picture's. Each of them sees all others, also those
/// behind it, so they pass through the model together.
/// </summary>
/// <param name="Start">The first one's index.</param>
/// <param name="Tokens">How many, at least one.</param>
/// <param name="Rows">What stands for the tokens' embeddings, `[Tokens × LanguageModel.EmbeddingWidth]`.</param>
public readonly record struct EmbeddedSpan(int Start, int Tokens, ReadOnlyMemory<float> Rows)
{
    /// <summary>The index after the last one.</summary>
    public int End => Start + Tokens;

    /// <summary>One token's row.</summary>
    internal ReadOnlyMemory<float> Row(int token)
    {
        var width = Rows.Length / Tokens;
        return Rows.Slice(token * width, width);
    }
}
