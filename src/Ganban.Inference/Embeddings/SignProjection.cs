using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ganban.Inference.Embeddings;

/// <summary>
/// Gives each feature a fixed vector of random signs that is a function of its hash (Achlioptas 2003, random projection
/// with ±1). Sums are whole numbers, so their order changes nothing, on any machine and with any vector width.
/// </summary>
internal static class SignProjection
{
    /// <summary>Signs that one random number gives: dimensions come in multiples of it.</summary>
    public const int SignsPerNumber = 64;

    /// <summary>Adds ±<paramref name="weight"/> to each dimension.</summary>
    /// <param name="sums">The dimensions, a multiple of <see cref="SignsPerNumber"/>.</param>
    /// <param name="hash">The feature, which starts a SplitMix64 sequence.</param>
    /// <param name="weight">Its weight.</param>
    public static void Add(Span<int> sums, ulong hash, int weight)
    {
        var lanes = MemoryMarshal.Cast<int, Vector256<int>>(sums);
        var added = Vector256.Create(weight);
        for (; lanes.Length >= 8; lanes = lanes[8..])
        {
            hash += 0x9E3779B97F4A7C15;
            var signs = hash;
            signs = (signs ^ (signs >> 30)) * 0xBF58476D1CE4E5B9;
            signs = (signs ^ (signs >> 27)) * 0x94D049BB133111EB;
            signs ^= signs >> 31;
            AddHalf(lanes, (int)signs, added);
            AddHalf(lanes[4..], (int)(signs >> 32), added);
        }
    }

    private static void AddHalf(Span<Vector256<int>> lanes, int signs, Vector256<int> added)
    {
        var all = Vector256.Create(signs);
        var bits = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        for (var i = 0; i < 4; i++)
        {
            // All bits set where the sign is negative: x ^ -1 is -x - 1.
            var negative = Vector256.Equals(all & bits, bits);
            lanes[i] += (added ^ negative) - negative;
            bits <<= 8;
        }
    }
}
