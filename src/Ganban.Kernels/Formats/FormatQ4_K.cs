using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>4 bits, a 6-bit scale and a 6-bit minimum for 32, times two F16 numbers of a block of 256.</summary>
internal readonly struct FormatQ4_K : IBlockFormat<BlockQ4_K>
{
    public static int Elements => BlockQ4_K.Elements;

    public static int GroupElements => 32;

    public static void Unpack(
        ref readonly BlockQ4_K block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        ReadOnlySpan<byte> quants = block.Quants;
        for (var pair = 0; pair < 4; pair++)
        {
            Nibbles.Unpack(quants.Slice(32 * pair, 32), values.Slice(64 * pair, 64));
        }

        PackedScales.Unpack(block.Scales, (float)block.Scale, (float)block.MinimumScale, scales, minima);
    }
}
