using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>Gemma (Mesnard et al. 2024): a scaled embedding and a GELU gate. Norms hold 1 + w in the file.</summary>
internal static class Gemma
{
    public static DecoderArchitecture Architecture { get; } = new("gemma", Read);

    /// <summary>What all Gemmas share.</summary>
    public static DecoderConfig Read(ModelKeys keys)
    {
        var config = DecoderConfig.Read(keys, RotaryPairing.Halves);
        return config with
        {
            EmbeddingScale = MathF.Sqrt(config.Width),
            Activation = GateActivation.Gelu,
        };
    }

    /// <summary>
    /// Layers in a pattern: sliding ones, and after each so many of them one that sees everything. The pattern is a
    /// number or a list of booleans, true for a sliding layer.
    /// </summary>
    public static IReadOnlyList<LayerConfig> Alternate(
        ModelKeys keys, int layers, int pattern, LayerConfig sliding, LayerConfig full)
    {
        const string Key = "attention.sliding_window_pattern";
        if (keys.FindLayers(Key, layers) is { } list)
        {
            return [.. list.Take(layers).Select(slides => slides ? sliding : full)];
        }

        var every = keys.FindInteger(Key, 0, int.MaxValue) ?? pattern;
        return
        [
            .. Enumerable.Range(0, layers)
                .Select(layer => every == 0 || layer % every < every - 1 ? sliding : full),
        ];
    }
}
