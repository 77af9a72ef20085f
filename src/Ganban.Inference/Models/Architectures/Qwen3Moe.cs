using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>Qwen3-30B-A3B and its kin (Yang et al. 2025): Qwen3 with a mixture of many small experts.</summary>
internal static class Qwen3Moe
{
    public static DecoderArchitecture Architecture { get; } = new("qwen3moe", Read);

    private static DecoderConfig Read(ModelKeys keys)
    {
        var config = DecoderConfig.Read(keys, RotaryPairing.Halves);
        return config.Experts is null
            ? throw keys.Refuse("expert_count", "must be 1 at least")
            : config with { QueryKeyNorms = true };
    }
}
