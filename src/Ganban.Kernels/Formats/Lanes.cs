using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Formats;

/// <summary>What the formats' vector code has in common: scales of eight blocks, and bits moved within bytes.</summary>
internal static class Lanes
{
    /// <summary>F16 numbers at equal distances, widened.</summary>
    /// <param name="first">The first of eight.</param>
    /// <param name="stride">Bytes from one to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Halves(ref byte first, int stride)
    {
        ulong lower = Unsafe.ReadUnaligned<ushort>(ref first)
            | ((ulong)Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref first, stride)) << 16)
            | ((ulong)Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref first, 2 * stride)) << 32)
            | ((ulong)Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref first, 3 * stride)) << 48);
        ulong upper = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref first, 4 * stride))
            | ((ulong)Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref first, 5 * stride)) << 16)
            | ((ulong)Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref first, 6 * stride)) << 32)
            | ((ulong)Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref first, 7 * stride)) << 48);
        return HalfConversion.Widen(Avx2.ConvertToVector256Int32(Vector128.Create(lower, upper).AsUInt16()).AsUInt32());
    }

    /// <summary>Pairs of F16 numbers at equal distances, widened.</summary>
    /// <param name="first">The first of eight pairs.</param>
    /// <param name="stride">Bytes from one to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> First, Vector256<float> Second) HalfPairs(ref byte first, int stride)
    {
        Vector256<uint> pairs = Vector256.Create(
            Unsafe.ReadUnaligned<uint>(ref first),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, stride)),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, 2 * stride)),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, 3 * stride)),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, 4 * stride)),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, 5 * stride)),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, 6 * stride)),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, 7 * stride)));
        return (HalfConversion.Widen(pairs & Vector256.Create(0xFFFFu)), HalfConversion.Widen(pairs >>> 16));
    }

    /// <summary>
    /// The 4-bit values of two blocks in the order of their numbers: a block's 16 lower halves, then its 16 upper ones.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Nibbles(ref byte quants0, ref byte quants1)
    {
        Vector128<byte> q0 = Vector128.LoadUnsafe(ref quants0);
        Vector128<byte> q1 = Vector128.LoadUnsafe(ref quants1);
        Vector512<ushort> both = Vector512.Create(Vector256.Create(q0, q0), Vector256.Create(q1, q1)).AsUInt16();
        Vector512<ushort> shifts = Vector512.Create(0x0004_0004_0004_0004UL).AsUInt16()
            & Vector512.Create(0UL, 0, ulong.MaxValue, ulong.MaxValue, 0, 0, ulong.MaxValue, ulong.MaxValue).AsUInt16();
        return Avx512BW.ShiftRightLogicalVariable(both, shifts).AsByte() & Vector512.Create((byte)0xF);
    }

    /// <summary>The 4-bit values of 32 bytes: all lower halves, then all upper halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> NibbleRows(ref byte quants)
    {
        Vector256<byte> q = Vector256.LoadUnsafe(ref quants);
        Vector512<ushort> both = Vector512.Create(q, q).AsUInt16();
        Vector512<ushort> shifts = Vector512.Create(Vector256<ushort>.Zero, Vector256.Create((ushort)4));
        return Avx512BW.ShiftRightLogicalVariable(both, shifts).AsByte() & Vector512.Create((byte)0xF);
    }

    /// <summary>
    /// For each of two 32-bit words, 32 bytes whose bit 4 is the word's bit of that number and whose others are zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> BitsToFifth(uint word0, uint word1)
    {
        Vector512<ulong> words = Vector512.Create(
            Vector256.Create(word0).AsUInt64(), Vector256.Create(word1).AsUInt64());

        // Byte k takes the eight bits that start four before bit k, so that bit k is its bit 4.
        Vector512<byte> places = (Vector512.Create(Vector256<byte>.Indices, Vector256<byte>.Indices)
            - Vector512.Create((byte)4)) & Vector512.Create((byte)63);
        return Avx512Vbmi.MultiShift(places, words) & Vector512.Create((byte)0x10);
    }

    /// <summary>
    /// The bits of each byte rotated within their word of eight bytes, so that bit `lower` of the first 32 bytes and
    /// bit `upper` of the last 32 move to bit `target`.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MoveBits(Vector256<byte> bytes, int lower, int upper, int target)
    {
        Vector256<byte> starts = (Vector256<byte>.Indices & Vector256.Create((byte)7)) << 3;
        Vector512<byte> places = Vector512.Create(
            starts + Vector256.Create((byte)(lower - target)), starts + Vector256.Create((byte)(upper - target)));
        return Avx512Vbmi.MultiShift(
            places & Vector512.Create((byte)63), Vector512.Create(bytes, bytes).AsUInt64());
    }

    /// <summary>The first or second 32 bytes, widened with their signs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<short> Lower, Vector512<short> Upper) Widen(Vector512<sbyte> values) =>
        (Avx512BW.ConvertToVector512Int16(values.GetLower()), Avx512BW.ConvertToVector512Int16(values.GetUpper()));
}
