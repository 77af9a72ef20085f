using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>Qwen3 (Yang et al. 2025): queries and keys are normalised, head sizes stand alone.</summary>
internal static class Qwen3
{
    public static DecoderArchitecture Architecture { get; } =
        new("qwen3", keys => DecoderConfig.Read(keys, RotaryPairing.Halves) with { QueryKeyNorms = true });
}
