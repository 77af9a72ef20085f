using Ganban.Inference.Models.Encoders;

namespace Ganban.Inference.Models.Vision;

/// <summary>The weights of one layer of a vision tower. Norms come before what they are for.</summary>
internal sealed record VisionLayer
{
    public required EncoderNorm AttentionNorm { get; init; }

    /// <summary>Query, key and value, each `[width × width]`.</summary>
    public required IReadOnlyList<EncoderLinear> Qkv { get; init; }

    public required EncoderLinear Output { get; init; } // [width × width]

    public required EncoderNorm FeedForwardNorm { get; init; }

    public required EncoderLinear Up { get; init; } // [feedForwardWidth × width]

    public required EncoderLinear Down { get; init; } // [width × feedForwardWidth]
}
