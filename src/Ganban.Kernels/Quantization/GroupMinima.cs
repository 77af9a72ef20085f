using Ganban.Kernels.Blocks;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.Quantization;

/// <summary>
/// What Q4_K and Q5_K have in common: for 256 numbers, eight scales and minima of 6 bits and two factors in F16, found
/// group by group with least square error, then the whole numbers that are nearest with the scales as they are stored.
/// </summary>
internal static class GroupMinima
{
    private const int Groups = 8;
    private const int GroupElements = 32;
    private const int SixBits = 63;

    /// <summary>Quantises a block.</summary>
    /// <param name="x">256 finite numbers.</param>
    /// <param name="max">The largest whole number: 15 or 31.</param>
    /// <param name="q">Takes 256 whole numbers.</param>
    public static (Half Scale, Half MinimumScale, Bytes12 Packed) Quantize(
        ReadOnlySpan<float> x, int max, Span<byte> q)
    {
        Span<float> scales = stackalloc float[Groups];
        Span<float> minima = stackalloc float[Groups];
        var (scaleMax, minimumMax) = (0f, 0f);
        for (var group = 0; group < Groups; group++)
        {
            var numbers = x.Slice(group * GroupElements, GroupElements);
            (scales[group], minima[group]) = ScaleSearch.WithMinimum(numbers, max);
            scaleMax = MathF.Max(scaleMax, scales[group]);
            minimumMax = MathF.Max(minimumMax, minima[group]);
        }

        var (scale, minimumScale) = ((Half)(scaleMax / SixBits), (Half)(minimumMax / SixBits));
        Span<byte> s = stackalloc byte[Groups];
        Span<byte> m = stackalloc byte[Groups];
        for (var group = 0; group < Groups; group++)
        {
            s[group] = SixBit(scales[group], (float)scale);
            m[group] = SixBit(minima[group], (float)minimumScale);
            var (step, minimum) = ((float)scale * s[group], (float)minimumScale * m[group]);
            for (var index = group * GroupElements; index < (group + 1) * GroupElements; index++)
            {
                q[index] = step == 0 ? (byte)0 : (byte)Math.Clamp(MathF.Round((x[index] + minimum) / step), 0, max);
            }
        }

        return (scale, minimumScale, PackedScales.Pack(s, m));
    }

    private static byte SixBit(float number, float scale) =>
        scale == 0 ? (byte)0 : (byte)Math.Clamp(MathF.Round(number / scale), 0, SixBits);
}
