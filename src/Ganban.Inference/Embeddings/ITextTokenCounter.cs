namespace Ganban.Inference.Embeddings;

/// <summary>Counts the tokens of texts as an embedding model does; generators offer it through GetService.</summary>
public interface ITextTokenCounter
{
    /// <summary>How many tokens each text has, without those that stand around every text.</summary>
    Task<IReadOnlyList<int>> Count(IReadOnlyList<string> texts, CancellationToken cancellationToken);
}
