using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Models.Llama;

/// <summary>The sizes of a llama model, checked for consistency. Heads share keys and values in equal groups.</summary>
internal sealed record LlamaConfig
{
    private const int SizeMax = 1 << 20;
    private const int LayersMax = 1024;
    private const int ContextMax = 1 << 24;

    public required int Vocabulary { get; init; }

    public required int ContextLength { get; init; }

    public required int Layers { get; init; }

    public required int Width { get; init; }

    public required int FeedForwardWidth { get; init; }

    public required int Heads { get; init; }

    public required int KvHeads { get; init; }

    public required float RmsEpsilon { get; init; }

    public required double RopeFrequencyBase { get; init; }

    /// <summary>How many numbers of a head are turned by position.</summary>
    public required int RopeDimensions { get; init; }

    /// <summary>1, or less where positions are stretched linearly.</summary>
    public required double RopeScale { get; init; }

    public int HeadSize => Width / Heads;

    public int KvWidth => KvHeads * HeadSize;

    public static LlamaConfig FromMetadata(GgufMetadata metadata, int vocabulary)
    {
        var width = (int)metadata.GetInteger("llama.embedding_length", 1, SizeMax);
        var heads = (int)metadata.GetInteger("llama.attention.head_count", 1, width);
        var kvHeads = (int)(metadata.FindInteger("llama.attention.head_count_kv", 1, heads) ?? heads);
        if (width % heads != 0 || heads % kvHeads != 0)
        {
            throw new ModelFileException(
                $"A width of {width}, {heads} heads and {kvHeads} key-value heads do not divide.");
        }

        var headSize = width / heads;
        Demand(metadata, "llama.attention.key_length", headSize);
        Demand(metadata, "llama.attention.value_length", headSize);
        Demand(metadata, "llama.vocab_size", vocabulary);
        Demand(metadata, "llama.expert_count", 0);
        var ropeDimensions = (int)(metadata.FindInteger("llama.rope.dimension_count", 2, headSize) ?? headSize);
        if (ropeDimensions % 2 != 0)
        {
            throw new ModelFileException(
                $"'llama.rope.dimension_count' (or the head size) is {ropeDimensions}, not even.");
        }

        return new LlamaConfig
        {
            Vocabulary = vocabulary,
            ContextLength = (int)metadata.GetInteger("llama.context_length", 1, ContextMax),
            Layers = (int)metadata.GetInteger("llama.block_count", 1, LayersMax),
            Width = width,
            FeedForwardWidth = (int)metadata.GetInteger("llama.feed_forward_length", 1, SizeMax),
            Heads = heads,
            KvHeads = kvHeads,
            RmsEpsilon = (float)metadata.GetNumber("llama.attention.layer_norm_rms_epsilon"),
            RopeFrequencyBase = metadata.FindNumber("llama.rope.freq_base") ?? 10_000,
            RopeDimensions = ropeDimensions,
            RopeScale = ReadRopeScale(metadata),
        };
    }

    private static double ReadRopeScale(GgufMetadata metadata)
    {
        var scaling = metadata.FindString("llama.rope.scaling.type") ?? "none";
        return scaling switch
        {
            "none" => 1,
            "linear" when metadata.FindNumber("llama.rope.scaling.factor") is > 0 and { } factor => 1 / factor,
            _ => throw new ModelFileException(
                $"The position scaling '{scaling}' (llama.rope.scaling.*) is not supported, or its factor is missing."),
        };
    }

    private static void Demand(GgufMetadata metadata, string key, long value)
    {
        if (metadata.FindInteger(key, 0, long.MaxValue) is { } found && found != value)
        {
            throw new ModelFileException($"'{key}' is {found}; only {value} is supported here.");
        }
    }
}
