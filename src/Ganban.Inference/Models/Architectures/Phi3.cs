using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>
/// Phi-3 and Phi-4 (Abdin et al. 2024): fused matrices, and two sets of rotations for short and long contexts. A window
/// in the metadata is left aside, as the reference implementation of the format does: files can't be trusted in it.
/// </summary>
internal static class Phi3
{
    public static DecoderArchitecture Architecture { get; } = new("phi3", Read);

    private static DecoderConfig Read(ModelKeys keys)
    {
        var config = DecoderConfig.Read(keys, RotaryPairing.Halves) with { FusedGateUp = true };

        // Files do not name the scaling; the divisors' presence says it.
        var rotation = config.Layers[0].Rotation!;
        var original = keys.FindInteger("rope.scaling.original_context_length", 1, int.MaxValue)
            ?? config.ContextLength;
        var isLong = Math.Min(keys.ContextMax ?? config.ContextLength, config.ContextLength) > original;
        rotation = rotation with
        {
            DivisorTensor = isLong ? "rope_factors_long.weight" : "rope_factors_short.weight",
            UnusedTensor = isLong ? "rope_factors_short.weight" : "rope_factors_long.weight",
        };
        return config with { Layers = [.. config.Layers.Select(layer => layer with { Rotation = rotation })] };
    }
}
