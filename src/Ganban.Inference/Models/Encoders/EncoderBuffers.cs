namespace Ganban.Inference.Models.Encoders;

/// <summary>The working memory of a pass over up to `tokensMax` tokens.</summary>
internal sealed class EncoderBuffers(EncoderConfig config, int tokensMax)
{
    public int TokensMax => tokensMax;

    public Activations X { get; } = new(tokensMax, config.Width); // the residual stream [tokens × width]

    /// <summary>Queries, keys and values, each `[tokens × width]`.</summary>
    public float[][] Qkv { get; } = [.. Enumerable.Range(0, 3).Select(_ => new float[tokensMax * config.Width])];

    public float[] Fused { get; } = new float[3 * tokensMax * config.Width]; // [tokens × 3·width]

    public Activations Attended { get; } = new(tokensMax, config.Width); // [tokens × width]

    public Activations Inner { get; } = new(tokensMax, config.FeedForwardWidth); // [tokens × feedForwardWidth]

    public float[] Gate { get; } = new float[config.IsGated ? tokensMax * config.FeedForwardWidth : 0];

    public float[] Projected { get; } = new float[tokensMax * config.Width]; // [tokens × width]
}
