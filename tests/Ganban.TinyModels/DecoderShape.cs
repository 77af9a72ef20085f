using Ganban.Inference.ModelFiles;

namespace Ganban.TinyModels;

/// <summary>What makes one decoder different from another: its sizes and which parts its layers have.</summary>
internal sealed record DecoderShape
{
    public required string Architecture { get; init; }

    public TensorType Matrices { get; init; } = TensorType.F32;

    /// <summary>The format of the matrices that a mix keeps in more bits: embedding, output, values and down.</summary>
    public TensorType? FinerMatrices { get; init; }

    public int Layers { get; init; } = 2;

    public int Width { get; init; } = 64;

    public int Heads { get; init; } = 4;

    public int KvHeads { get; init; } = 2;

    public int HeadSize { get; init; } = 16;

    public int FeedForward { get; init; } = 96;

    public int ContextLength { get; init; } = 512;

    /// <summary>How many numbers of a head are turned by position; null is all of them.</summary>
    public int? RopeDimensions { get; init; }

    public float RopeBase { get; init; } = 10_000;

    /// <summary>Standard deviation of the embedding: small, so that what layers add decides the next token.</summary>
    public float EmbeddingSpread { get; init; } = 0.3f;

    /// <summary>The middle of the last normalisation's weights.</summary>
    public float OutputNorm { get; init; } = 1;

    /// <summary>The output is the embedding again.</summary>
    public bool TiedOutput { get; init; }

    /// <summary>Queries, keys and values have biases.</summary>
    public bool AttentionBiases { get; init; }

    /// <summary>Queries and keys are normalised head by head.</summary>
    public bool QueryKeyNorms { get; init; }

    /// <summary>What attention and feed-forward give is normalised before it is added.</summary>
    public bool PostNorms { get; init; }

    /// <summary>One matrix for queries, keys and values, and one for gate and up.</summary>
    public bool Fused { get; init; }

    /// <summary>Number of experts, or 0 for a plain feed-forward.</summary>
    public int Experts { get; init; }

    public int ExpertsUsed { get; init; } = 2;

    /// <summary>The width of an expert where the file says it apart from the feed-forward width.</summary>
    public int? ExpertFeedForward { get; init; }

    /// <summary>The width of the expert that every token passes, or 0 for none.</summary>
    public int SharedExpertFeedForward { get; init; }

    /// <summary>More control tokens, the last of the vocabulary.</summary>
    public string[] Controls { get; init; } = [];

    /// <summary>The chat template, or null.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>More metadata under the architecture's name.</summary>
    public IReadOnlyList<(string Key, object Value)> Metadata { get; init; } = [];

    /// <summary>More tensors: vectors by name.</summary>
    public IReadOnlyList<(string Name, float[] Numbers)> Vectors { get; init; } = [];
}
