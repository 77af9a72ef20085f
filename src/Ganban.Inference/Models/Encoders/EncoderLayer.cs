namespace Ganban.Inference.Models.Encoders;

/// <summary>The weights of one encoder layer. Norms come after the addition to the residual stream.</summary>
internal sealed record EncoderLayer
{
    /// <summary>Query, key and value: three matrices `[width × width]`, or one `[3·width × width]`.</summary>
    public required IReadOnlyList<EncoderLinear> Qkv { get; init; }

    public required EncoderLinear Output { get; init; } // [width × width]

    public required EncoderNorm AttentionNorm { get; init; }

    public required EncoderLinear? Gate { get; init; } // [feedForwardWidth × width]

    public required EncoderLinear Up { get; init; } // [feedForwardWidth × width]

    public required EncoderLinear Down { get; init; } // [width × feedForwardWidth]

    public required EncoderNorm FeedForwardNorm { get; init; }
}
