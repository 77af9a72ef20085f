using Ganban.Training.Models;

namespace Ganban.Training.Tests.Models;

/// <summary>Models and batches of toy size, with odd sizes where they are allowed.</summary>
internal static class ToyModels
{
    public static TransformerConfig Config { get; } = new()
    {
        Vocabulary = 13,
        Width = 12,
        Layers = 2,
        Heads = 4,
        KvHeads = 2,
        HeadSize = 6,
        FeedForwardWidth = 10,
        ContextLength = 128,
        RopeBase = 100,
    };

    public static void Fill(float[] values, int seed)
    {
        var random = new Random(seed);
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = (float)((random.NextDouble() - 0.5) * 0.8);
        }
    }

    /// <summary>Sequences of some lengths; every third token does not count, and the others differently.</summary>
    public static PackedBatch Batch(TransformerConfig config, int seed, params int[] lengths)
    {
        var random = new Random(seed);
        List<int> tokens = [], starts = [];
        List<float> weights = [];
        foreach (var length in lengths)
        {
            starts.Add(tokens.Count);
            for (var position = 0; position < length; position++)
            {
                tokens.Add(random.Next(config.Vocabulary));
                weights.Add(position % 3 == 0 ? 0 : 0.5f + random.NextSingle());
            }
        }

        return new PackedBatch([.. tokens], [.. weights], [.. starts]);
    }
}
