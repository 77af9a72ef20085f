using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Formats;

/// <summary>What the formats' vector code has in common: scales of eight blocks, and bits moved within bytes.</summary>
internal static unsafe class Lanes
{
    private const ulong EachByte = 0x0101010101010101;
    private const ulong Fours = 0x0004_0004_0004_0004;

    /// <summary>F16 numbers at equal distances, widened.</summary>
    /// <param name="first">The first of eight.</param>
    /// <param name="stride">Bytes from one to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Halves(byte* first, int stride)
    {
        ulong lower = *(ushort*)first
            | ((ulong)*(ushort*)(first + stride) << 16)
            | ((ulong)*(ushort*)(first + (2 * stride)) << 32)
            | ((ulong)*(ushort*)(first + (3 * stride)) << 48);
        ulong upper = *(ushort*)(first + (4 * stride))
            | ((ulong)*(ushort*)(first + (5 * stride)) << 16)
            | ((ulong)*(ushort*)(first + (6 * stride)) << 32)
            | ((ulong)*(ushort*)(first + (7 * stride)) << 48);
        return HalfConversion.Widen(Avx2.ConvertToVector256Int32(Vector128.Create(lower, upper).AsUInt16()).AsUInt32());
    }

    /// <summary>Pairs of F16 numbers at equal distances, widened.</summary>
    /// <param name="first">The first of eight pairs.</param>
    /// <param name="stride">Bytes from one to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> First, Vector256<float> Second) HalfPairs(byte* first, int stride)
    {
        Vector256<uint> pairs = Vector256.Create(
            *(uint*)first,
            *(uint*)(first + stride),
            *(uint*)(first + (2 * stride)),
            *(uint*)(first + (3 * stride)),
            *(uint*)(first + (4 * stride)),
            *(uint*)(first + (5 * stride)),
            *(uint*)(first + (6 * stride)),
            *(uint*)(first + (7 * stride)));
        return (HalfConversion.Widen(pairs & Vector256.Create(0xFFFFu)), HalfConversion.Widen(pairs >>> 16));
    }

    /// <summary>
    /// The 4-bit values of two blocks in the order of their numbers: a block's 16 lower halves, then its 16 upper ones.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Nibbles(byte* quants0, byte* quants1)
    {
        Vector512<ushort> both = Join(
            Avx2.BroadcastVector128ToVector256(quants0), Avx2.BroadcastVector128ToVector256(quants1)).AsUInt16();
        Vector512<ushort> shifts = Vector512.Create(0UL, 0, Fours, Fours, 0, 0, Fours, Fours).AsUInt16();
        return Avx512BW.ShiftRightLogicalVariable(both, shifts).AsByte() & Vector512.Create((byte)0xF);
    }

    /// <summary>The 4-bit values of one block: its 16 lower halves, then its 16 upper ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Nibbles(byte* quants)
    {
        Vector256<uint> both = Avx2.BroadcastVector128ToVector256(quants).AsUInt32();
        Vector256<uint> shifts = Vector256.Create(0u, 0, 0, 0, 4, 4, 4, 4);
        return Avx2.ShiftRightLogicalVariable(both, shifts).AsByte() & Vector256.Create((byte)0xF);
    }

    /// <summary>The 4-bit values of 32 bytes: all lower halves, then all upper halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> NibbleRows(byte* quants)
    {
        Vector512<ushort> both = Twice(quants).AsUInt16();
        Vector512<ushort> shifts = Vector512.Create(0UL, 0, 0, 0, Fours, Fours, Fours, Fours).AsUInt16();
        return Avx512BW.ShiftRightLogicalVariable(both, shifts).AsByte() & Vector512.Create((byte)0xF);
    }

    /// <summary>
    /// For each of two 32-bit words, 32 bytes whose bit 4 is the word's bit of that number and whose others are zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> BitsToFifth(uint word0, uint word1)
    {
        Vector512<byte> words = Join(Vector256.Create(word0).AsByte(), Vector256.Create(word1).AsByte());

        // Byte k takes the eight bits that start four before bit k, so that bit k is its bit 4.
        const ulong P0 = 0x030201003F3E3D3C, P1 = 0x0B0A090807060504, P2 = 0x131211100F0E0D0C, P3 = 0x1B1A191817161514;
        Vector512<byte> places = Vector512.Create(P0, P1, P2, P3, P0, P1, P2, P3).AsByte();
        return Avx512Vbmi.MultiShift(places, words.AsUInt64()) & Vector512.Create((byte)0x10);
    }

    /// <summary>
    /// 32 bytes whose bit 4 is the word's bit of that number and whose others are zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> BitsToFifth(uint word)
    {
        const ulong Each = 0x8040201008040201;
        Vector256<byte> places = Vector256.Create(0, EachByte, EachByte * 2, EachByte * 3).AsByte();
        Vector256<byte> bits = Vector256.Create(Each).AsByte();
        Vector256<byte> bytes = Avx2.Shuffle(Vector256.Create(word).AsByte(), places);
        return Vector256.Equals(bytes & bits, bits) & Vector256.Create((byte)0x10);
    }

    /// <summary>
    /// The bits of each byte rotated within their word of eight bytes, so that bit `lower` of the first 32 bytes and
    /// bit `upper` of the last 32 move to bit `target`.
    /// </summary>
    /// <param name="bytes">32 bytes, twice.</param>
    /// <param name="lower">A constant.</param>
    /// <param name="upper">A constant.</param>
    /// <param name="target">A constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MoveBits(Vector512<byte> bytes, int lower, int upper, int target)
    {
        const ulong Starts = 0x3830282018100800;
        ulong first = (Starts + (EachByte * (ulong)((lower - target) & 63))) & (EachByte * 63);
        ulong second = (Starts + (EachByte * (ulong)((upper - target) & 63))) & (EachByte * 63);
        Vector512<byte> places =
            Vector512.Create(first, first, first, first, second, second, second, second).AsByte();
        return Avx512Vbmi.MultiShift(places, bytes.AsUInt64());
    }

    /// <summary>The same 32 bytes twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Twice(byte* bytes)
    {
        // Not AVX-512F's broadcast of four 64-bit numbers: .NET 10.0 reads it from another address than the one given.
        return Avx512DQ.BroadcastVector256ToVector512((uint*)bytes).AsByte();
    }

    /// <summary>The first or second 32 bytes, widened with their signs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<short> Lower, Vector512<short> Upper) Widen(Vector512<sbyte> values) =>
        (Avx512BW.ConvertToVector512Int16(values.GetLower()), Avx512BW.ConvertToVector512Int16(values.GetUpper()));

    /// <summary>The first or second 16 bytes, widened with their signs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<short> Lower, Vector256<short> Upper) Widen(Vector256<sbyte> values) =>
        (Avx2.ConvertToVector256Int16(values.GetLower()), Avx2.ConvertToVector256Int16(values.GetUpper()));

    // Vector512.Create of two halves clears the register first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Join(Vector256<byte> lower, Vector256<byte> upper) =>
        Avx512F.InsertVector256(lower.ToVector512Unsafe().AsInt64(), upper.AsInt64(), 1).AsByte();
}
