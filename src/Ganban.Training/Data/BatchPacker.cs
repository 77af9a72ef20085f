using Ganban.Training.Models;

namespace Ganban.Training.Data;

/// <summary>
/// Puts examples one after another into batches of at most so many tokens. An example that does not fit any more opens
/// the next batch. Those longer than a sequence may be are left out and counted.
/// </summary>
/// <param name="source">The examples.</param>
/// <param name="position">The place of the first.</param>
/// <param name="vocabulary">Number of tokens.</param>
internal sealed class BatchPacker(IExampleSource source, long position, int vocabulary)
{
    // So many in a row that are too long are no accident.
    private const int LeftOutInARowMax = 10_000;

    /// <summary>The place of the next example.</summary>
    public long Position { get; private set; } = position;

    /// <summary>How many examples were left out since the beginning.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The next batch, or null if there are no more examples.</summary>
    /// <param name="tokensMax">Most tokens of the batch.</param>
    /// <param name="lengthMax">Most tokens of a sequence.</param>
    /// <exception cref="TrainingException">The data is unusable.</exception>
    public PackedBatch? Next(int tokensMax, int lengthMax)
    {
        List<int> tokens = [], starts = [];
        List<float> weights = [];
        var leftOut = 0;
        lengthMax = Math.Min(lengthMax, tokensMax);
        while (source.Find(Position, lengthMax) is { } example)
        {
            Check(example);
            if (example.Tokens.Length > lengthMax || !Counts(example))
            {
                LeftOut++;
                Position++;
                if (++leftOut > LeftOutInARowMax)
                {
                    throw new TrainingException($"{leftOut} examples in a row are longer than {lengthMax} tokens or "
                        + "have no token that counts. Make sequences longer, or the examples shorter.");
                }

                continue;
            }

            if (tokens.Count + example.Tokens.Length > tokensMax)
            {
                break;
            }

            leftOut = 0;
            Position++;
            starts.Add(tokens.Count);
            tokens.AddRange(example.Tokens);
            weights.Add(0);
            weights.AddRange(example.Weights.AsSpan(1));
        }

        return tokens.Count == 0 ? null : new PackedBatch([.. tokens], [.. weights], [.. starts]);
    }

    private static bool Counts(TrainingExample example) =>
        example.Tokens.Length > 1 && example.Weights.AsSpan(1).ContainsAnyExcept(0f);

    private void Check(TrainingExample example)
    {
        if (example.Tokens.Length != example.Weights.Length)
        {
            throw new TrainingException($"Example {Position} has {example.Tokens.Length} tokens, but "
                + $"{example.Weights.Length} weights. It needs one for each token.");
        }

        if (Array.Find(example.Tokens, token => token < 0 || token >= vocabulary) is var token and not 0)
        {
            throw new TrainingException($"Example {Position} has the token {token}, but the model has {vocabulary}: "
                + "the data was made with another tokenizer.");
        }

        if (Array.Find(example.Weights, weight => !(weight >= 0) || float.IsInfinity(weight)) is var wrong and not 0)
        {
            throw new TrainingException(
                $"Example {Position} has the weight {wrong}; weights are finite and not negative.");
        }
    }
}
