namespace Ganban.Inference.Models.Llama;

/// <summary>The working memory of one forward pass over up to <see cref="TokensMax"/> tokens.</summary>
internal sealed class LlamaBuffers(LlamaConfig config)
{
    /// <summary>Tokens computed together. More brings little once the weights are read once for so many.</summary>
    public const int TokensMax = 64;

    /// <summary>Rows of logits computed together; a row is as long as the vocabulary.</summary>
    public const int LogitRowsMax = 8;

    public float[] X { get; } = new float[TokensMax * config.Width]; // the residual stream [tokens × width]

    public Activations Normed { get; } = new(TokensMax, config.Width); // [tokens × width]

    public float[] Q { get; } = new float[TokensMax * config.Width]; // [tokens × heads · headSize]

    public float[] K { get; } = new float[TokensMax * config.KvWidth]; // [tokens × kvHeads · headSize]

    public float[] V { get; } = new float[TokensMax * config.KvWidth]; // [tokens × kvHeads · headSize]

    public Activations Attended { get; } = new(TokensMax, config.Width); // [tokens × heads · headSize]

    public Activations Gated { get; } = new(TokensMax, config.FeedForwardWidth); // [tokens × feedForwardWidth]

    public float[] Up { get; } = new float[TokensMax * config.FeedForwardWidth]; // [tokens × feedForwardWidth]

    public float[] Projected { get; } = new float[TokensMax * config.Width]; // [tokens × width]

    public float[] Cosines { get; } = new float[TokensMax * config.RopeDimensions / 2]; // [tokens × pairs]

    public float[] Sines { get; } = new float[TokensMax * config.RopeDimensions / 2]; // [tokens × pairs]

    public float[] Logits { get; } = new float[LogitRowsMax * config.Vocabulary]; // [rows × vocabulary]
}
