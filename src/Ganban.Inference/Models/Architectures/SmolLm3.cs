using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>SmolLM3 (2025): a llama whose every fourth layer does not turn by position (Yang et al. 2025).</summary>
internal static class SmolLm3
{
    private const int Step = 4;

    public static DecoderArchitecture Architecture { get; } = new("smollm3", Read);

    private static DecoderConfig Read(ModelKeys keys)
    {
        var config = DecoderConfig.Read(keys, RotaryPairing.Neighbours);
        return config with
        {
            Layers =
            [
                .. config.Layers.Select(
                    (layer, index) => (index + 1) % Step == 0 ? layer with { Rotation = null } : layer),
            ],
        };
    }
}
