using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Blocks;
using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Formats;

/// <summary>
/// Eight scales and eight minima of 6 bits in 12 bytes, as in Q4_K and Q5_K. Bits 0-5 of bytes 0-3 are scales 0-3, of
/// bytes 4-7 minima 0-3. Of number 4 + j, the scale's bits 0-3 are the lower and the minimum's the upper half of byte
/// 8 + j; bits 4-5 are bits 6-7 of byte j (scale) and 4 + j (minimum).
/// </summary>
internal static unsafe class PackedScales
{
    /// <summary>The definition: scale · s and −minimumScale · m for each of the eight.</summary>
    public static void Unpack(
        ReadOnlySpan<byte> packed, float scale, float minimumScale, Span<float> scales, Span<float> minima)
    {
        for (var index = 0; index < 4; index++)
        {
            var (s, m, last) = (packed[index], packed[4 + index], packed[8 + index]);
            scales[index] = scale * (s & 63);
            minima[index] = -minimumScale * (m & 63);
            scales[4 + index] = scale * ((last & 0xF) | (s >> 6 << 4));
            minima[4 + index] = -minimumScale * ((last >> 4) | (m >> 6 << 4));
        }
    }

    /// <summary>The same as vectors.</summary>
    /// <param name="block">A block of Q4_K or Q5_K: two F16 numbers, then the 12 bytes.</param>
    /// <param name="scales">Takes the scales.</param>
    /// <param name="minima">Takes the minima.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, out Vector256<float> scales, out Vector256<float> minima)
    {
        const uint Six = 0x3F3F3F3F, Four = 0x0F0F0F0F, Two = 0x30303030;
        uint s = *(uint*)(block + 4);
        uint m = *(uint*)(block + 8);
        uint last = *(uint*)(block + 12);
        ulong s8 = (s & Six) | ((ulong)((last & Four) | ((s >> 2) & Two)) << 32);
        ulong m8 = (m & Six) | ((ulong)(((last >> 4) & Four) | ((m >> 2) & Two)) << 32);
        float scale = HalfConversion.Widen(*(ushort*)block);
        float minimumScale = HalfConversion.Widen(*(ushort*)(block + 2));
        scales = ToSingle(s8) * scale;
        minima = ToSingle(m8) * -minimumScale;
    }

    /// <summary>The inverse: puts 6-bit numbers into the 12 bytes.</summary>
    public static Bytes12 Pack(ReadOnlySpan<byte> scales, ReadOnlySpan<byte> minima)
    {
        Bytes12 packed = default;
        for (var index = 0; index < 4; index++)
        {
            packed[index] = (byte)(scales[index] | (scales[4 + index] >> 4 << 6));
            packed[4 + index] = (byte)(minima[index] | (minima[4 + index] >> 4 << 6));
            packed[8 + index] = (byte)((scales[4 + index] & 0xF) | (minima[4 + index] << 4));
        }

        return packed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ToSingle(ulong bytes) => Vector256.ConvertToSingle(
        Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(bytes).AsByte()));
}
