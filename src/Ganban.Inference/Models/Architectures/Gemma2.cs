using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>
/// Gemma 2 (Riviere et al. 2024): every other layer sees a window, scores and logits have soft caps, and what is added
/// is normalised first.
/// </summary>
internal static class Gemma2
{
    private const int Layers27B = 46;

    public static DecoderArchitecture Architecture { get; } = new("gemma2", Read);

    private static DecoderConfig Read(ModelKeys keys)
    {
        var config = Gemma.Read(keys);
        var full = config.Layers[0];
        var sliding = full with { Window = keys.FindInteger("attention.sliding_window", 1, int.MaxValue) ?? 4096 };
        return config with
        {
            Layers = Gemma.Alternate(keys, config.Layers.Count, 2, sliding, full),
            PostNorms = true,
            AttentionSoftCap = (float)(keys.FindPositive("attn_logit_softcapping") ?? 50),
            LogitSoftCap = (float)(keys.FindPositive("final_logit_softcapping") ?? 30),

            // The largest one was trained with width / heads, and its metadata do not say so.
            AttentionScale = config.Layers.Count == Layers27B
                ? 1 / MathF.Sqrt(config.Width / config.Heads)
                : config.AttentionScale,
        };
    }
}
