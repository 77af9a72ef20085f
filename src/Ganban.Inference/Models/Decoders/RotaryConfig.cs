using Ganban.Inference.Models.Architectures;

namespace Ganban.Inference.Models.Decoders;

/// <summary>
/// How queries and keys are turned by position (Su et al. 2021), and how the angles are stretched for more context than
/// a model was first trained with.
/// </summary>
internal sealed record RotaryConfig
{
    /// <summary>How many numbers of a head are turned, the first ones.</summary>
    public required int Dimensions { get; init; }

    public required RotaryPairing Pairing { get; init; }

    public required double FrequencyBase { get; init; }

    /// <summary>Factor of the frequencies: 1, or less where positions are stretched.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>YaRN's ramp (Peng et al. 2023), or null.</summary>
    public YarnConfig? Yarn { get; init; }

    /// <summary>Factor of what was turned.</summary>
    public float Magnitude { get; init; } = 1;

    /// <summary>The tensor of divisors of the frequencies, `[dimensions / 2]`, if the file has it.</summary>
    public string DivisorTensor { get; init; } = "rope_freqs.weight";

    /// <summary>A tensor of divisors for another context window, which is not used; null for none.</summary>
    public string? UnusedTensor { get; init; }

    /// <summary>Reads the keys `rope.*`.</summary>
    /// <param name="keys">The metadata.</param>
    /// <param name="headSize">Numbers of a head.</param>
    /// <param name="contextLength">The context window in use.</param>
    /// <param name="pairing">The family's.</param>
    public static RotaryConfig Read(ModelKeys keys, int headSize, int contextLength, RotaryPairing pairing)
    {
        var dimensions = keys.FindInteger("rope.dimension_count", 2, headSize) ?? headSize;
        if (dimensions % 2 != 0)
        {
            throw keys.Refuse("rope.dimension_count", $"(or the head size) is {dimensions}, not even");
        }

        var factor = keys.FindPositive("rope.scaling.factor") ?? keys.FindPositive("rope.scale_linear");
        var rotation = new RotaryConfig
        {
            Dimensions = dimensions,
            Pairing = pairing,
            FrequencyBase = keys.FindPositive("rope.freq_base") ?? 10_000,
            Scale = 1 / (factor ?? 1),
            Magnitude = (float)(keys.FindPositive("rope.scaling.attn_factor") ?? 1),
        };
        var original = keys.FindInteger("rope.scaling.original_context_length", 1, int.MaxValue)
            ?? keys.Integer("context_length", 1, int.MaxValue);
        switch (keys.FindString("rope.scaling.type"))
        {
            case null or "linear":
                return rotation;
            case "none":
                return rotation with { Scale = 1 };
            case "yarn":
                return rotation with
                {
                    Yarn = YarnConfig.Read(keys, original),
                    Magnitude = rotation.Magnitude * YarnConfig.Magnitude(keys, factor ?? 1),
                };
            case "longrope":
                var (used, unused) = contextLength > original ? ("long", "short") : ("short", "long");
                return rotation with
                {
                    DivisorTensor = $"rope_factors_{used}.weight",
                    UnusedTensor = $"rope_factors_{unused}.weight",
                };
            case var type:
                throw keys.Refuse("rope.scaling.type", $"is '{type}', which is not supported");
        }
    }

    /// <summary>The angle of each pair per position, `[dimensions / 2]`.</summary>
    /// <param name="divisors">`[dimensions / 2]`, or null for none.</param>
    public float[] Frequencies(float[]? divisors)
    {
        var frequencies = new float[Dimensions / 2];
        for (var pair = 0; pair < frequencies.Length; pair++)
        {
            var full = Math.Pow(FrequencyBase, -2d * pair / Dimensions) / (divisors?[pair] ?? 1);
            var kept = Yarn?.Kept(pair, Dimensions, FrequencyBase) ?? 0;
            frequencies[pair] = (float)(full * ((Scale * (1 - kept)) + kept));
        }

        return frequencies;
    }
}
