namespace Ganban.Training.Models;

/// <summary>
/// Sequences one after another, without padding. A token sees those before it in its own sequence, and positions start
/// anew in each.
/// </summary>
/// <param name="Tokens">The tokens of all sequences, not empty.</param>
/// <param name="Weights">How much it counts that each is predicted; that of a sequence's first token must be 0.</param>
/// <param name="Starts">Where each sequence starts; the first at 0.</param>
public sealed record PackedBatch(int[] Tokens, float[] Weights, int[] Starts)
{
    /// <summary>The sum of the weights.</summary>
    public double WeightSum => Weights.Sum(weight => (double)weight);

    /// <summary>The positions whose next token counts.</summary>
    internal int[] Counting()
    {
        var positions = new List<int>();
        for (var position = 0; position + 1 < Tokens.Length; position++)
        {
            if (Weights[position + 1] != 0)
            {
                positions.Add(position);
            }
        }

        return [.. positions];
    }

    /// <summary>Length of a sequence.</summary>
    /// <param name="sequence">From 0.</param>
    public int Length(int sequence) =>
        (sequence + 1 < Starts.Length ? Starts[sequence + 1] : Tokens.Length) - Starts[sequence];
}
