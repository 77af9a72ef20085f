using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>Qwen2 and Qwen2.5 (Yang et al. 2024): a llama with biases on queries, keys and values.</summary>
internal static class Qwen2
{
    public static DecoderArchitecture Architecture { get; } =
        new("qwen2", keys => DecoderConfig.Read(keys, RotaryPairing.Halves));
}
