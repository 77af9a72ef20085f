namespace Ganban.Training.Models;

/// <summary>
/// What a layer's backward pass needs of its forward pass. Behind the attention of the last layer there are only the
/// tokens that count.
/// </summary>
internal sealed class LayerActivations(TransformerConfig config, int tokens)
{
    public float[] Input { get; } = new float[tokens * config.Width];

    public float[] AttentionNormed { get; } = new float[tokens * config.Width];

    public float[] Qkv { get; } = new float[tokens * config.QkvWidth];

    public float[] LogSums { get; } = new float[tokens * config.Heads];

    public float[] Mixed { get; } = new float[tokens * config.QueryWidth];

    /// <summary>The rows of <see cref="Mixed"/> that go on; the same memory where all do.</summary>
    public float[] MixedOn { get; set; } = [];

    public float[] Middle { get; } = new float[tokens * config.Width];

    public float[] FeedForwardNormed { get; } = new float[tokens * config.Width];

    public float[] GateUp { get; } = new float[tokens * 2 * config.FeedForwardWidth];

    public float[] Gated { get; } = new float[tokens * config.FeedForwardWidth];
}
