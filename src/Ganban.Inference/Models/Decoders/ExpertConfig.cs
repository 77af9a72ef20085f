using Ganban.Inference.Models.Architectures;

namespace Ganban.Inference.Models.Decoders;

/// <summary>A mixture of experts: a router picks the likeliest few feed-forwards for each token.</summary>
internal sealed record ExpertConfig
{
    private const int CountMax = 1024;

    public required int Count { get; init; }

    /// <summary>How many of them a token passes.</summary>
    public required int Used { get; init; }

    /// <summary>An expert's feed-forward width.</summary>
    public required int Width { get; init; }

    /// <summary>The weights of the experts used are divided by their sum.</summary>
    public bool Normalized { get; init; } = true;

    /// <summary>Factor of the weights.</summary>
    public required float Scale { get; init; }

    /// <summary>The width of an expert that every token passes; 0 for none.</summary>
    public int SharedWidth { get; init; }

    /// <summary>The shared expert counts by the sigmoid of one more product.</summary>
    public bool SharedGate { get; init; }

    /// <summary>The mixture in the metadata, or null where there is none.</summary>
    public static ExpertConfig? Find(ModelKeys keys)
    {
        if ((keys.FindInteger("expert_count", 0, CountMax) ?? 0) is var count && count == 0)
        {
            return null;
        }

        return new ExpertConfig
        {
            Count = count,
            Used = keys.Integer("expert_used_count", 1, count),
            Width = keys.FindInteger("expert_feed_forward_length", 1, ModelKeys.SizeMax)
                ?? keys.Integer("feed_forward_length", 1, ModelKeys.SizeMax),
            Scale = (float)(keys.FindPositive("expert_weights_scale") ?? 1),
        };
    }
}
