using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Quantization;

/// <summary>Rounds F32 numbers to 5 bits in blocks of 256; see <see cref="GroupMinima"/>.</summary>
internal static class QuantizeQ5_K
{
    /// <summary>Quantises weights.</summary>
    /// <param name="source">Finite numbers, whole blocks.</param>
    /// <param name="destination">One block for each 256 numbers.</param>
    public static void Weights(ReadOnlySpan<float> source, Span<BlockQ5_K> destination)
    {
        Span<byte> q = stackalloc byte[BlockQ5_K.Elements];
        for (var index = 0; index < destination.Length; index++)
        {
            ref var block = ref destination[index];
            (block.Scale, block.MinimumScale, block.Scales) = GroupMinima.Quantize(
                source.Slice(index * BlockQ5_K.Elements, BlockQ5_K.Elements), 31, q);
            block.HighBits = default;
            for (var place = 0; place < 128; place++)
            {
                var first = (place / 32 * 64) + (place % 32);
                block.Quants[place] = (byte)((q[first] & 0xF) | (q[first + 32] << 4));
            }

            for (var place = 0; place < BlockQ5_K.Elements; place++)
            {
                block.HighBits[place % 32] |= (byte)(q[place] >> 4 << (place / 32));
            }
        }
    }
}
