using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>Granite 3 and 4 (2024): a llama with a factor for everything.</summary>
internal static class Granite
{
    public static DecoderArchitecture Architecture { get; } = new("granite", Read);

    /// <summary>What all Granites share.</summary>
    public static DecoderConfig Read(ModelKeys keys)
    {
        var config = DecoderConfig.Read(keys, RotaryPairing.Neighbours);
        var turns = keys.FindBoolean("rope.scaling.finetuned") ?? true;
        return config with
        {
            Layers = turns ? config.Layers : [.. config.Layers.Select(layer => layer with { Rotation = null })],
            EmbeddingScale = (float)(keys.FindPositive("embedding_scale") ?? 1),
            ResidualScale = (float)(keys.FindPositive("residual_scale") ?? 1),
            AttentionScale = (float)(keys.FindPositive("attention.scale") ?? config.AttentionScale),
            LogitScale = 1 / (float)(keys.FindPositive("logit_scale")
                ?? throw keys.Refuse("logit_scale", "is missing")),
        };
    }
}
