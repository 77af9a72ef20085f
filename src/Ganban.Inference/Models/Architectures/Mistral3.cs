using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>Ministral 3 and its kin: a llama whose queries may grow with the position.</summary>
internal static class Mistral3
{
    public static DecoderArchitecture Architecture { get; } = new("mistral3", Read);

    private static DecoderConfig Read(ModelKeys keys)
    {
        var config = DecoderConfig.Read(keys, RotaryPairing.Neighbours);
        var step = keys.FindInteger("rope.scaling.original_context_length", 1, int.MaxValue) ?? config.ContextLength;
        var scale = (float)(keys.FindPositive("attention.temperature_scale") ?? 0);
        return config with { QueryGrowth = (scale, step) };
    }
}
