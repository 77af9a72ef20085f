using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>
/// 4-bit floating point (sign, two bits of exponent, one of mantissa) with a power of two for 32 (OCP Microscaling
/// Formats 1.0). Values are kept doubled, as whole numbers.
/// </summary>
internal readonly struct FormatMXFP4 : IBlockFormat<BlockMXFP4>
{
    public static int Elements => BlockMXFP4.Elements;

    public static int GroupElements => 32;

    /// <summary>The sixteen numbers of E2M1, doubled.</summary>
    public static ReadOnlySpan<sbyte> Table => [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];

    public static void Unpack(
        ref readonly BlockMXFP4 block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        Nibbles.Unpack(block.Quants, values);
        for (var index = 0; index < BlockMXFP4.Elements; index++)
        {
            values[index] = Table[values[index]];
        }

        scales[0] = HalfPowerOfTwo(block.Exponent);
        minima[0] = 0;
    }

    /// <summary>2^(exponent − 128): half of E8M0's 2^(exponent − 127), as the values are doubled.</summary>
    internal static float HalfPowerOfTwo(byte exponent) => BitConverter.UInt32BitsToSingle(
        exponent < 2 ? 0x00200000u << exponent : (exponent - 1u) << 23);
}
