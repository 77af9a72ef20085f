namespace Ganban.Kernels.Elementwise;

/// <summary>
/// Rotary position embedding (Su et al. 2021): neighbours (x₂ᵢ, x₂ᵢ₊₁) are turned by the angle position · θᵢ. This is
/// GGUF's order for the llama family; other families pair the two halves of a head.
/// </summary>
public static class Rope
{
    /// <summary>θᵢ = frequencyBase^(−2i / dimensions), times the scale.</summary>
    /// <param name="dimensions">How many of a head's numbers are turned; even.</param>
    /// <param name="frequencyBase">Such as 10 000.</param>
    /// <param name="scale">1, or less where a model stretches its positions.</param>
    /// <returns>`[dimensions / 2]`.</returns>
    public static float[] Frequencies(int dimensions, double frequencyBase, double scale)
    {
        var frequencies = new float[dimensions / 2];
        for (var pair = 0; pair < frequencies.Length; pair++)
        {
            frequencies[pair] = (float)(scale * Math.Pow(frequencyBase, -2d * pair / dimensions));
        }

        return frequencies;
    }

    /// <summary>Cosines and sines of one position.</summary>
    /// <param name="position">From 0.</param>
    /// <param name="frequencies">θ, `[dimensions / 2]`.</param>
    /// <param name="cosines">Takes the cosines, `[dimensions / 2]`.</param>
    /// <param name="sines">Takes the sines, `[dimensions / 2]`.</param>
    public static void Angles(int position, ReadOnlySpan<float> frequencies, Span<float> cosines, Span<float> sines)
    {
        for (var pair = 0; pair < frequencies.Length; pair++)
        {
            (sines[pair], cosines[pair]) = MathF.SinCos(position * frequencies[pair]);
        }
    }

    /// <summary>Turns all heads of one token.</summary>
    /// <param name="heads">`[heads × headSize]`; changed in place.</param>
    /// <param name="headSize">Numbers of a head; those beyond the turned dimensions stay.</param>
    /// <param name="cosines">`[dimensions / 2]`.</param>
    /// <param name="sines">`[dimensions / 2]`.</param>
    public static void Rotate(Span<float> heads, int headSize, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        for (var start = 0; start < heads.Length; start += headSize)
        {
            var head = heads.Slice(start, headSize);
            for (var pair = 0; pair < cosines.Length; pair++)
            {
                var (even, odd) = (head[2 * pair], head[(2 * pair) + 1]);
                head[2 * pair] = (even * cosines[pair]) - (odd * sines[pair]);
                head[(2 * pair) + 1] = (even * sines[pair]) + (odd * cosines[pair]);
            }
        }
    }
}
