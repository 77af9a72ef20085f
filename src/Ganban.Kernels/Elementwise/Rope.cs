using System.Numerics;

namespace Ganban.Kernels.Elementwise;

/// <summary>
/// Rotary position embedding (Su et al. 2021): pairs of a head's numbers are turned by the angle position · θᵢ. Which
/// numbers are a pair depends on how a family's matrices stand in the file.
/// </summary>
public static class Rope
{
    /// <summary>Cosines and sines of one position.</summary>
    /// <param name="position">From 0.</param>
    /// <param name="frequencies">θ, `[pairs]`.</param>
    /// <param name="magnitude">Factor of what is turned, 1 for none.</param>
    /// <param name="cosines">Takes magnitude · cos, `[pairs]`.</param>
    /// <param name="sines">Takes magnitude · sin, `[pairs]`.</param>
    public static void Angles(
        int position, ReadOnlySpan<float> frequencies, float magnitude, Span<float> cosines, Span<float> sines)
    {
        for (var pair = 0; pair < frequencies.Length; pair++)
        {
            var (sine, cosine) = MathF.SinCos(position * frequencies[pair]);
            (sines[pair], cosines[pair]) = (sine * magnitude, cosine * magnitude);
        }
    }

    /// <summary>Turns the neighbours (x₂ᵢ, x₂ᵢ₊₁) in all heads of one token.</summary>
    /// <param name="heads">`[heads × headSize]`; changed in place.</param>
    /// <param name="headSize">Numbers of a head; those beyond the turned pairs stay.</param>
    /// <param name="cosines">`[pairs]`.</param>
    /// <param name="sines">`[pairs]`.</param>
    public static void RotateNeighbours(
        Span<float> heads, int headSize, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
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

    /// <summary>Turns one number of each half, (xᵢ, xᵢ₊ₚₐᵢᵣₛ), in all heads of one token.</summary>
    /// <param name="heads">`[heads × headSize]`; changed in place.</param>
    /// <param name="headSize">Numbers of a head; those beyond the turned pairs stay.</param>
    /// <param name="cosines">`[pairs]`.</param>
    /// <param name="sines">`[pairs]`.</param>
    public static void RotateHalves(
        Span<float> heads, int headSize, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        var pairs = cosines.Length;
        for (var start = 0; start < heads.Length; start += headSize)
        {
            var first = heads.Slice(start, pairs);
            var second = heads.Slice(start + pairs, pairs);
            var pair = 0;
            for (; pair <= pairs - Vector<float>.Count; pair += Vector<float>.Count)
            {
                var (x, y) = (new Vector<float>(first[pair..]), new Vector<float>(second[pair..]));
                var (cosine, sine) = (new Vector<float>(cosines[pair..]), new Vector<float>(sines[pair..]));
                ((x * cosine) - (y * sine)).CopyTo(first[pair..]);
                ((x * sine) + (y * cosine)).CopyTo(second[pair..]);
            }

            for (; pair < pairs; pair++)
            {
                var (x, y) = (first[pair], second[pair]);
                first[pair] = (x * cosines[pair]) - (y * sines[pair]);
                second[pair] = (x * sines[pair]) + (y * cosines[pair]);
            }
        }
    }
}
