namespace Ganban.Training.Models;

/// <summary>The sizes of a llama (Touvron et al. 2023).</summary>
public sealed record TransformerConfig
{
    /// <summary>Number of tokens.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Numbers of a token between layers.</summary>
    public required int Width { get; init; }

    /// <summary>Number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads of a layer.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads of a layer, a divisor of <see cref="Heads"/>.</summary>
    public required int KvHeads { get; init; }

    /// <summary>Numbers of a head, even.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Numbers between the two halves of a feed-forward layer.</summary>
    public required int FeedForwardWidth { get; init; }

    /// <summary>Most tokens of a sequence.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public double RopeBase { get; set; } = 10_000;

    /// <summary>ε of the normalisations.</summary>
    public float RmsEpsilon { get; set; } = 1e-5f;

    /// <summary>Whether the embedding is the output matrix, too.</summary>
    public bool IsOutputTied { get; set; } = true;

    /// <summary>Numbers of a token's queries.</summary>
    public int QueryWidth => Heads * HeadSize;

    /// <summary>Numbers of a token's keys; as many values.</summary>
    public int KvWidth => KvHeads * HeadSize;

    /// <summary>Numbers of a token's queries, keys and values.</summary>
    public int QkvWidth => QueryWidth + (2 * KvWidth);

    /// <summary>Refuses sizes that make no model.</summary>
    /// <exception cref="TrainingException">Says which.</exception>
    public void Check()
    {
        Check(nameof(Vocabulary), Vocabulary, 2, 1 << 20);
        Check(nameof(Width), Width, 1, 1 << 16);
        Check(nameof(Layers), Layers, 1, 1 << 10);
        Check(nameof(Heads), Heads, 1, 1 << 10);
        Check(nameof(KvHeads), KvHeads, 1, Heads);
        Check(nameof(HeadSize), HeadSize, 2, 1 << 12);
        Check(nameof(FeedForwardWidth), FeedForwardWidth, 1, 1 << 20);
        Check(nameof(ContextLength), ContextLength, 2, 1 << 20);
        if (Heads % KvHeads != 0)
        {
            throw new TrainingException($"{nameof(KvHeads)} is {KvHeads}, which does not divide {Heads} heads.");
        }

        if (HeadSize % 2 != 0)
        {
            throw new TrainingException($"{nameof(HeadSize)} is {HeadSize}; it must be even.");
        }

        if (!(RopeBase > 0) || !(RmsEpsilon > 0))
        {
            throw new TrainingException($"{nameof(RopeBase)} and {nameof(RmsEpsilon)} must be positive.");
        }
    }

    private static void Check(string name, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum)
        {
            throw new TrainingException($"{name} is {value}; it must be {minimum} to {maximum}.");
        }
    }
}
