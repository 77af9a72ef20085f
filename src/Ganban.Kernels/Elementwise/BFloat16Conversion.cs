using System.Numerics;

namespace Ganban.Kernels.Elementwise;

/// <summary>Converts between BF16, the upper half of an F32, and F32. Widening is exact.</summary>
public static class BFloat16Conversion
{
    /// <summary>Widens BF16 to F32.</summary>
    /// <param name="source">BF16 bit patterns.</param>
    /// <param name="destination">As many F32 numbers.</param>
    public static void ToSingle(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, source.Length);
        var index = 0;
        for (; index <= source.Length - Vector<ushort>.Count; index += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(source[index..]), out var lower, out var upper);
            Vector.AsVectorSingle(lower << 16).CopyTo(destination[index..]);
            Vector.AsVectorSingle(upper << 16).CopyTo(destination[(index + Vector<float>.Count)..]);
        }

        for (; index < source.Length; index++)
        {
            destination[index] = BitConverter.UInt32BitsToSingle((uint)source[index] << 16);
        }
    }

    /// <summary>Rounds F32 to BF16, ties to even.</summary>
    /// <param name="source">Finite numbers.</param>
    /// <param name="destination">As many BF16 bit patterns.</param>
    public static void FromSingle(ReadOnlySpan<float> source, Span<ushort> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, source.Length);
        for (var index = 0; index < source.Length; index++)
        {
            var bits = BitConverter.SingleToUInt32Bits(source[index]);
            destination[index] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }
}
