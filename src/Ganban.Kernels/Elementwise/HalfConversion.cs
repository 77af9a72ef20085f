using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ganban.Kernels.Elementwise;

/// <summary>Converts between F16 and F32. Widening is exact, NaN stays NaN.</summary>
public static class HalfConversion
{
    // Exponent and mantissa of an F16 that move to their places in an F32 make a number that is too small by
    // 2^(127 − 15); multiplying by that much sets it right, for denormals too.
    private const float ExponentShift = 5.192296858534828e33f;

    /// <summary>Widens F16 to F32.</summary>
    /// <param name="source">F16 numbers.</param>
    /// <param name="destination">As many F32 numbers.</param>
    public static void ToSingle(ReadOnlySpan<Half> source, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, source.Length);
        var bits = MemoryMarshal.Cast<Half, ushort>(source);
        var index = 0;
        for (; index <= bits.Length - Vector<ushort>.Count; index += Vector<ushort>.Count)
        {
            var (lower, upper) = Widen(new Vector<ushort>(bits[index..]));
            lower.CopyTo(destination[index..]);
            upper.CopyTo(destination[(index + Vector<float>.Count)..]);
        }

        for (; index < source.Length; index++)
        {
            destination[index] = (float)source[index];
        }
    }

    /// <summary>Rounds F32 to F16, ties to even; what is too large becomes infinite.</summary>
    /// <param name="source">F32 numbers.</param>
    /// <param name="destination">As many F16 numbers.</param>
    public static void ToHalf(ReadOnlySpan<float> source, Span<Half> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, source.Length);
        for (var index = 0; index < source.Length; index++)
        {
            destination[index] = (Half)source[index];
        }
    }

    /// <summary>
    /// Widens one bit pattern; in a block's inner loop half the time of the runtime's conversion (0.8 ns to 1.5).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Widen(ushort half)
    {
        // No call, not even on a branch never taken: with one, the loop around was measured three times slower.
        uint bits = half;
        var magnitude = BitConverter.UInt32BitsToSingle((bits & 0x7FFF) << 13) * ExponentShift;
        var special = (bits & 0x7C00) == 0x7C00 ? 0x7F800000u : 0;
        var sign = (bits & 0x8000) << 16;
        return BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(magnitude) | special | sign);
    }

    /// <summary>Widens eight F16 bit patterns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Widen(Vector256<uint> half)
    {
        // The sign goes to the top, the rest to below it; what is between is copies of the sign.
        Vector256<int> moved = (half << 16).AsInt32() >> 3 & Vector256.Create(unchecked((int)0x8FFFE000));
        Vector256<int> special = Vector256.GreaterThan(
            moved & Vector256.Create(0x0FFFE000), Vector256.Create(0x0F7FE000)) & Vector256.Create(0x7F800000);
        return ((moved.AsSingle() * Vector256.Create(ExponentShift)).AsInt32() | special).AsSingle();
    }

    /// <summary>Widens a vector of F16 bit patterns; no conversion instruction is exposed by the runtime.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector<float> Lower, Vector<float> Upper) Widen(Vector<ushort> bits)
    {
        Vector.Widen(Vector.AsVectorInt16(bits), out var lower, out var upper);
        return (Widen(lower), Widen(upper));
    }

    // The number of 16 bits comes with copies of its sign above it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Widen(Vector<int> half)
    {
        // Infinity and NaN need the largest exponent instead of the shifted one.
        var moved = (half << 13) & new Vector<int>(unchecked((int)0x8FFFE000));
        var special = Vector.GreaterThan(moved & new Vector<int>(0x0FFFE000), new Vector<int>(0x0F7FE000))
            & new Vector<int>(0x7F800000);
        return Vector.AsVectorSingle(
            Vector.AsVectorInt32(Vector.AsVectorSingle(moved) * new Vector<float>(ExponentShift)) | special);
    }
}
