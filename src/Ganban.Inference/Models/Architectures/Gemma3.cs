using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>
/// Gemma 3 (Kamath et al. 2025): five layers with a window and rotations of their own for each one that sees
/// everything; queries and keys are normalised.
/// </summary>
internal static class Gemma3
{
    private const int Layers27B = 62;

    public static DecoderArchitecture Architecture { get; } = new("gemma3", Read);

    private static DecoderConfig Read(ModelKeys keys)
    {
        var config = Gemma.Read(keys);
        var full = config.Layers[0];
        var layers = config.Layers;
        if (keys.FindInteger("attention.sliding_window", 0, int.MaxValue) is > 0 and var window)
        {
            // Windows are short: their rotations are never stretched.
            var local = full.Rotation! with
            {
                FrequencyBase = keys.FindPositive("rope.freq_base_swa") ?? 10_000,
                Scale = 1,
                Yarn = null,
                Magnitude = 1,
            };
            layers = Gemma.Alternate(keys, layers.Count, 6, new LayerConfig(local, window), full);
        }

        return config with
        {
            Layers = layers,
            PostNorms = true,
            ReadsPictures = true,
            QueryKeyNorms = true,
            LogitSoftCap = (float)(keys.FindPositive("final_logit_softcapping") ?? 0),

            // The largest one was trained with width / heads, and its metadata do not say so.
            AttentionScale = layers.Count == Layers27B
                ? 1 / MathF.Sqrt(config.Width / config.Heads)
                : config.AttentionScale,
        };
    }
}
