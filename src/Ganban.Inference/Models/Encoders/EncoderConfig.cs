using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Models.Encoders;

/// <summary>The sizes of an encoder, checked for consistency.</summary>
internal sealed record EncoderConfig
{
    private const int SizeMax = 1 << 16;
    private const int LayersMax = 1024;
    private const int ContextMax = 1 << 20;

    public required int Vocabulary { get; init; }

    public required int ContextLength { get; init; }

    public required int Layers { get; init; }

    public required int Width { get; init; }

    public required int FeedForwardWidth { get; init; }

    public required int Heads { get; init; }

    public required float NormEpsilon { get; init; }

    public required EncoderPooling Pooling { get; init; }

    /// <summary>The base of rotary positions, or null where positions are learned vectors.</summary>
    public required double? RopeFrequencyBase { get; init; }

    /// <summary>
    /// Whether the feed-forward network is gated, silu(gate) ⊙ up, instead of a plain one with gelu.
    /// </summary>
    public required bool IsGated { get; init; }

    public int HeadSize => Width / Heads;

    /// <summary>Reads the configuration of an architecture: `bert` (XLM-RoBERTa included) or `nomic-bert`.</summary>
    public static EncoderConfig FromMetadata(GgufMetadata metadata, string architecture, int vocabulary)
    {
        string Key(string name) => $"{architecture}.{name}";
        var isNomic = architecture == "nomic-bert";
        var width = (int)metadata.GetInteger(Key("embedding_length"), 1, SizeMax);
        var heads = (int)metadata.GetInteger(Key("attention.head_count"), 1, width);
        if (width % heads != 0 || (isNomic && width / heads % 2 != 0))
        {
            throw new ModelFileException($"A width of {width} does not divide into {heads} heads of an even size.");
        }

        var pooling = metadata.FindInteger(Key("pooling_type"), 0, int.MaxValue) ?? (long)EncoderPooling.Mean;
        return new EncoderConfig
        {
            Vocabulary = vocabulary,
            ContextLength = (int)metadata.GetInteger(Key("context_length"), 1, ContextMax),
            Layers = (int)metadata.GetInteger(Key("block_count"), 1, LayersMax),
            Width = width,
            FeedForwardWidth = (int)metadata.GetInteger(Key("feed_forward_length"), 1, SizeMax),
            Heads = heads,
            NormEpsilon = (float)metadata.GetNumber(Key("attention.layer_norm_epsilon")),
            Pooling = Enum.IsDefined((EncoderPooling)pooling)
                ? (EncoderPooling)pooling
                : throw new ModelFileException(
                    $"'{Key("pooling_type")}' is {pooling}; 1 (mean), 2 (cls), 3 (last) and 4 (rank) are supported."),
            RopeFrequencyBase = isNomic ? metadata.FindNumber(Key("rope.freq_base")) ?? 10_000 : null,
            IsGated = isNomic,
        };
    }
}
