namespace Ganban.Inference.Models.Llama;

/// <summary>The weights of one layer.</summary>
internal sealed record LlamaLayer
{
    public required float[] AttentionNorm { get; init; } // [width]

    public required Matrix Wq { get; init; } // [heads · headSize × width]

    public required Matrix Wk { get; init; } // [kvHeads · headSize × width]

    public required Matrix Wv { get; init; } // [kvHeads · headSize × width]

    public required Matrix Wo { get; init; } // [width × heads · headSize]

    public required float[] FeedForwardNorm { get; init; } // [width]

    public required Matrix Gate { get; init; } // [feedForwardWidth × width]

    public required Matrix Up { get; init; } // [feedForwardWidth × width]

    public required Matrix Down { get; init; } // [width × feedForwardWidth]
}
