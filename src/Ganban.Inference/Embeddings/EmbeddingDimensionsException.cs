namespace Ganban.Inference.Embeddings;

/// <summary>Vectors of another length are asked for than the model gives.</summary>
public sealed class EmbeddingDimensionsException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="wanted">Numbers in a vector that are asked for.</param>
    /// <param name="given">Numbers in the model's vectors.</param>
    public EmbeddingDimensionsException(int wanted, int given)
        : base($"The model gives vectors of {given} numbers, and the request needs {wanted}. "
            + $"Ask for {given}, or use a model that gives {wanted}.")
    {
    }
}
