using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ganban.Kernels.Formats;

/// <summary>Values of few bits, put into 16-bit numbers by portable 128-bit vectors.</summary>
internal static class Nibbles
{
    /// <summary>The lower halves of all bytes, then the upper ones.</summary>
    /// <param name="bytes">16 or 32.</param>
    /// <param name="values">Takes twice as many.</param>
    public static void Unpack(ReadOnlySpan<byte> bytes, Span<short> values)
    {
        for (var start = 0; start < bytes.Length; start += 16)
        {
            var both = Vector128.Create(bytes.Slice(start, 16));
            Store(Bits(both, 0, 0xF).AsSByte(), values[start..]);
            Store(Bits(both, 4, 0xF).AsSByte(), values[(bytes.Length + start)..]);
        }
    }

    /// <summary>The same as places in a table.</summary>
    /// <param name="bytes">16.</param>
    /// <param name="table">16 numbers.</param>
    /// <param name="values">Takes 32.</param>
    public static void Unpack(ReadOnlySpan<byte> bytes, ReadOnlySpan<sbyte> table, Span<short> values)
    {
        var both = Vector128.Create(bytes);
        var numbers = Vector128.Create(table);
        Store(Vector128.Shuffle(numbers, Bits(both, 0, 0xF).AsSByte()), values);
        Store(Vector128.Shuffle(numbers, Bits(both, 4, 0xF).AsSByte()), values[16..]);
    }

    /// <summary>Some bits of each byte, moved down.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="shift">The number of the lowest bit.</param>
    /// <param name="mask">What is kept.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Bits(Vector128<byte> bytes, int shift, byte mask) =>
        (bytes.AsUInt16() >>> shift).AsByte() & Vector128.Create(mask);

    /// <summary>Writes sixteen numbers, widened with their signs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<sbyte> numbers, Span<short> values)
    {
        var (lower, upper) = Vector128.Widen(numbers);
        lower.CopyTo(values);
        upper.CopyTo(values[8..]);
    }

    /// <summary>Writes sixteen numbers, each times a factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<sbyte> numbers, int factor, Span<short> values)
    {
        var (lower, upper) = Vector128.Widen(numbers);
        (lower * (short)factor).CopyTo(values);
        (upper * (short)factor).CopyTo(values[8..]);
    }

    /// <summary>Adds bit i, as bit 4, to value i.</summary>
    public static void AddHighBits(uint bits, Span<short> values)
    {
        var places = Vector128.Create(1, 2, 4, 8, 16, 32, 64, 128);
        for (var start = 0; start < 32; start += 8)
        {
            var set = Vector128.Equals(Vector128.Create((short)(bits >> start & 0xFF)) & places, places);
            var eight = Vector128.Create<short>(values.Slice(start, 8)) | (set & Vector128.Create((short)0x10));
            eight.CopyTo(values[start..]);
        }
    }
}
