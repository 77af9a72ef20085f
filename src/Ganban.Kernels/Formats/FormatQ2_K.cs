using System.Runtime.Intrinsics;
using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>2 bits, a 4-bit scale and a 4-bit minimum for 16, times two F16 numbers of a block of 256.</summary>
internal readonly struct FormatQ2_K : IBlockFormat<BlockQ2_K>
{
    public static int Elements => BlockQ2_K.Elements;

    public static int GroupElements => 16;

    public static void Unpack(
        ref readonly BlockQ2_K block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        ReadOnlySpan<byte> quants = block.Quants;
        for (var start = 0; start < BlockQ2_K.Elements; start += 16)
        {
            var (half, row, column) = (start / 128, start / 32 % 4, start % 32);
            var four = Vector128.Create(quants.Slice((32 * half) + column, 16));
            Nibbles.Store(Nibbles.Bits(four, 2 * row, 3).AsSByte(), values[start..]);
        }

        var (scale, minimumScale) = ((float)block.Scale, -(float)block.MinimumScale);
        for (var group = 0; group < 16; group++)
        {
            scales[group] = scale * (block.Scales[group] & 0xF);
            minima[group] = minimumScale * (block.Scales[group] >> 4);
        }
    }
}
