using Ganban.Inference.Models.Architectures;

namespace Ganban.Inference.Models.Decoders;

/// <summary>
/// What a decoder computes: its sizes, and where its family differs from the plain one, which is a llama. Checked for
/// consistency. The forward pass, <see cref="DecoderPass"/>, does what stands here and knows no family.
/// </summary>
internal sealed record DecoderConfig
{
    private const int LayersMax = 1024;
    private const int ContextMax = 1 << 24;

    public required int Vocabulary { get; init; }

    public required int ContextLength { get; init; }

    public required int Width { get; init; }

    public required int FeedForwardWidth { get; init; }

    /// <summary>Query heads; equal groups of them share a head of keys and values.</summary>
    public required int Heads { get; init; }

    public required int KvHeads { get; init; }

    /// <summary>Numbers of a query, key or value.</summary>
    public required int HeadSize { get; init; }

    public required float RmsEpsilon { get; init; }

    /// <summary>What each layer sees and how it turns positions.</summary>
    public required IReadOnlyList<LayerConfig> Layers { get; init; }

    /// <summary>Queries and keys are normalised head by head before they are turned.</summary>
    public bool QueryKeyNorms { get; init; }

    /// <summary>What attention and feed-forward give is normalised before it is added.</summary>
    public bool PostNorms { get; init; }

    /// <summary>The feed-forward's gate.</summary>
    public GateActivation Activation { get; init; } = GateActivation.Silu;

    /// <summary>The file has gate and up in one matrix, the gate first.</summary>
    public bool FusedGateUp { get; init; }

    /// <summary>A mixture of experts instead of one feed-forward; null for none.</summary>
    public ExpertConfig? Experts { get; init; }

    /// <summary>Embedded spans, such as pictures, may stand among the tokens.</summary>
    public bool ReadsPictures { get; init; }

    /// <summary>Factor of the embedding.</summary>
    public float EmbeddingScale { get; init; } = 1;

    /// <summary>Factor of what attention and feed-forward add.</summary>
    public float ResidualScale { get; init; } = 1;

    /// <summary>Factor of the logits.</summary>
    public float LogitScale { get; init; } = 1;

    /// <summary>Factor of the products of queries and keys.</summary>
    public required float AttentionScale { get; init; }

    /// <summary>Scores become cap · tanh(score / cap); 0 leaves them.</summary>
    public float AttentionSoftCap { get; init; }

    /// <summary>Logits become cap · tanh(logit / cap); 0 leaves them.</summary>
    public float LogitSoftCap { get; init; }

    /// <summary>
    /// Queries grow by 1 + scale · ln(1 + ⌊position / step⌋), for attention that stays sharp far beyond the trained
    /// context; a scale of 0 leaves them.
    /// </summary>
    public (float Scale, int Step) QueryGrowth { get; init; } = (0, 1);

    public int QueryWidth => Heads * HeadSize;

    public int KvWidth => KvHeads * HeadSize;

    /// <summary>The rotations of all layers, each once.</summary>
    public IReadOnlyList<RotaryConfig> Rotations =>
        [.. Layers.Select(layer => layer.Rotation).OfType<RotaryConfig>().Distinct()];

    /// <summary>A llama with the sizes and the rotation in the metadata.</summary>
    public static DecoderConfig Read(ModelKeys keys, RotaryPairing pairing)
    {
        if (keys.FindInteger("vocab_size", 0, int.MaxValue) is { } size && size != keys.Vocabulary)
        {
            throw keys.Refuse("vocab_size", $"is {size}, but the tokenizer has {keys.Vocabulary} tokens");
        }

        var width = keys.Integer("embedding_length", 1, ModelKeys.SizeMax);
        var heads = keys.Integer("attention.head_count", 1, width);
        var kvHeads = keys.FindInteger("attention.head_count_kv", 1, heads) ?? heads;
        var headSize = ReadHeadSize(keys, width, heads);
        if (heads % kvHeads != 0)
        {
            throw keys.Refuse("attention.head_count_kv", $"is {kvHeads}, which does not divide {heads} heads");
        }

        var context = keys.Integer("context_length", 1, ContextMax);
        var rotation = RotaryConfig.Read(keys, headSize, Math.Min(keys.ContextMax ?? context, context), pairing);
        var layers = keys.Integer("block_count", 1, LayersMax);
        var experts = ExpertConfig.Find(keys);
        return new DecoderConfig
        {
            Vocabulary = keys.Vocabulary,
            ContextLength = context,
            Width = width,
            FeedForwardWidth = experts is null
                ? keys.Integer("feed_forward_length", 1, ModelKeys.SizeMax)
                : keys.FindInteger("feed_forward_length", 0, ModelKeys.SizeMax) ?? 0,
            Heads = heads,
            KvHeads = kvHeads,
            HeadSize = headSize,
            RmsEpsilon = keys.Number("attention.layer_norm_rms_epsilon"),
            Layers = [.. Enumerable.Repeat(new LayerConfig(rotation), layers)],
            AttentionScale = 1 / MathF.Sqrt(headSize),
            Experts = experts,
        };
    }

    private static int ReadHeadSize(ModelKeys keys, int width, int heads)
    {
        var headSize = keys.FindInteger("attention.key_length", 1, ModelKeys.SizeMax / heads);
        if (headSize is null && width % heads != 0)
        {
            throw keys.Refuse("attention.head_count", $"is {heads}; a width of {width} can't be cut in {heads} heads");
        }

        var size = headSize ?? width / heads;
        return (keys.FindInteger("attention.value_length", 1, ModelKeys.SizeMax) ?? width / heads) == size
            ? size
            : throw keys.Refuse("attention.value_length", $"must be the length of keys, {size}");
    }
}
