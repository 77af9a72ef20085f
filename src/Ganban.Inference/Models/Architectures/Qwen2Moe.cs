using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>
/// Qwen1.5-MoE and Qwen2-57B-A14B (Yang et al. 2024): experts by their plain probabilities, and a shared one behind a
/// gate.
/// </summary>
internal static class Qwen2Moe
{
    public static DecoderArchitecture Architecture { get; } = new("qwen2moe", Read);

    private static DecoderConfig Read(ModelKeys keys)
    {
        var config = DecoderConfig.Read(keys, RotaryPairing.Halves);
        var experts = config.Experts ?? throw keys.Refuse("expert_count", "must be 1 at least");
        var width = keys.FindInteger("expert_feed_forward_length", 1, ModelKeys.SizeMax);
        return config with
        {
            Experts = experts with
            {
                Normalized = false,
                Width = width ?? Math.Max(config.FeedForwardWidth / experts.Used, 1),
                SharedWidth = keys.FindInteger("expert_shared_feed_forward_length", 1, ModelKeys.SizeMax)
                    ?? keys.Integer("feed_forward_length", 1, ModelKeys.SizeMax),
                SharedGate = true,
            },
        };
    }
}
