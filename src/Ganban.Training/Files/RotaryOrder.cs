namespace Ganban.Training.Files;

/// <summary>
/// The order of the rows of queries and keys. Here, as in safetensors files, the numbers of a head's two halves are
/// turned together; a GGUF llama has them beside each other.
/// </summary>
internal static class RotaryOrder
{
    /// <summary>Whether the rows of a GGUF llama's tensor are reordered.</summary>
    /// <param name="name">Its name.</param>
    public static bool Concerns(string name) =>
        name.Contains("attn_q.weight", StringComparison.Ordinal)
        || name.Contains("attn_k.weight", StringComparison.Ordinal);

    /// <summary>From halves to neighbours.</summary>
    /// <param name="rows">`[heads · head size × columns]`.</param>
    /// <param name="headSize">Numbers of a head.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <returns>The rows in their new order.</returns>
    public static float[] ToNeighbours(ReadOnlySpan<float> rows, int headSize, int columns)
    {
        var result = new float[rows.Length];
        for (var row = 0; row < rows.Length / columns; row++)
        {
            rows.Slice(Half(row, headSize) * columns, columns).CopyTo(result.AsSpan(row * columns));
        }

        return result;
    }

    /// <summary>From neighbours to halves.</summary>
    /// <param name="rows">`[heads · head size × columns]`.</param>
    /// <param name="headSize">Numbers of a head.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <returns>The rows in their new order.</returns>
    public static float[] ToHalves(ReadOnlySpan<float> rows, int headSize, int columns)
    {
        var result = new float[rows.Length];
        for (var row = 0; row < rows.Length / columns; row++)
        {
            rows.Slice(row * columns, columns).CopyTo(result.AsSpan(Half(row, headSize) * columns));
        }

        return result;
    }

    // Where the row of the order of neighbours stands in the order of halves.
    private static int Half(int row, int headSize)
    {
        var (head, place) = Math.DivRem(row, headSize);
        return (head * headSize) + (place % 2 * headSize / 2) + (place / 2);
    }
}
