using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>Granite's mixtures of experts, with a shared expert or without.</summary>
internal static class GraniteMoe
{
    public static DecoderArchitecture Architecture { get; } = new("granitemoe", Read);

    private static DecoderConfig Read(ModelKeys keys)
    {
        var config = Granite.Read(keys);
        return config with
        {
            Experts = (config.Experts ?? throw keys.Refuse("expert_count", "must be 1 at least")) with
            {
                SharedWidth = keys.FindInteger("expert_shared_feed_forward_length", 0, ModelKeys.SizeMax) ?? 0,
            },
        };
    }
}
