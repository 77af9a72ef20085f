namespace Ganban.TinyModels;

/// <summary>What makes one encoder different from another; sizes are the same for all.</summary>
internal sealed record EncoderShape
{
    public const int Heads = 4;
    public const int FeedForward = 128;
    public const int Layers = 2;
    public const int ContextLength = 64;

    /// <summary>The pooling that takes the mean of all tokens.</summary>
    public const uint MeanPooling = 1;

    /// <summary>The pooling that takes the first token.</summary>
    public const uint ClsPooling = 2;

    /// <summary>The pooling that passes the first token through a classification head.</summary>
    public const uint RankPooling = 4;

    public string Architecture { get; init; } = "bert";

    /// <summary>Numbers in a token's vector; the catalogue's models all have these.</summary>
    public int Width { get; init; } = 64;

    public uint Pooling { get; init; } = MeanPooling;

    /// <summary>Positions turn queries and keys; otherwise they have embeddings of their own.</summary>
    public bool Rotary { get; init; }

    /// <summary>SwiGLU and no biases, one matrix for queries, keys and values: nomic-bert.</summary>
    public bool Gated { get; init; }

    /// <summary>A unigram vocabulary as XLM-RoBERTa's; otherwise WordPiece.</summary>
    public bool Unigram { get; init; }

    /// <summary>How many sentence kinds the token types tell apart.</summary>
    public int TokenTypes { get; init; } = 2;

    /// <summary>The classification head has a hidden layer with tanh before its output.</summary>
    public bool DenseHead { get; init; }
}
