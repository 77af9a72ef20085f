using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Quantization;

/// <summary>Rounds F32 numbers to 4 bits in blocks of 256; see <see cref="GroupMinima"/>.</summary>
internal static class QuantizeQ4_K
{
    /// <summary>Quantises weights.</summary>
    /// <param name="source">Finite numbers, whole blocks.</param>
    /// <param name="destination">One block for each 256 numbers.</param>
    public static void Weights(ReadOnlySpan<float> source, Span<BlockQ4_K> destination)
    {
        Span<byte> q = stackalloc byte[BlockQ4_K.Elements];
        for (var index = 0; index < destination.Length; index++)
        {
            ref var block = ref destination[index];
            (block.Scale, block.MinimumScale, block.Scales) = GroupMinima.Quantize(
                source.Slice(index * BlockQ4_K.Elements, BlockQ4_K.Elements), 15, q);
            for (var place = 0; place < 128; place++)
            {
                var first = (place / 32 * 64) + (place % 32);
                block.Quants[place] = (byte)(q[first] | (q[first + 32] << 4));
            }
        }
    }
}
