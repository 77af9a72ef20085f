using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.Dot;

/// <summary>
/// A row of weights of at most 5 bits times quantised activations, by 512-bit vectors; see <see cref="GroupDot"/> for
/// what is computed.
/// <code>
/// 64 × uint8 weights ──┐
/// 64 × int8 activations┴→ neighbours added: int16 → int32 → eight groups' sums: int32 → F32 · scales → eight lanes
/// </code>
/// </summary>
internal static unsafe class ByteDot<TBlock, TFormat>
    where TBlock : unmanaged
    where TFormat : struct, IByteFormat<TBlock>
{
    private static int BlocksTogether => 256 / TFormat.Elements;

    /// <summary>One row times one token.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float One(TBlock* row, int blocks, sbyte* x, float* scales, float* sums)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        int whole = blocks / BlocksTogether;
        for (int step = 0; step < whole; step++)
        {
            RowTail.Prefetch(row, BlocksTogether);
            sum = Add(row, x, scales, sums, sum);
            row += BlocksTogether;
            x += 256;
            scales += 8;
            sums += 8;
        }

        if (whole * BlocksTogether < blocks)
        {
            TBlock* rest = stackalloc TBlock[8];
            RowTail.Copy(row, blocks - (whole * BlocksTogether), rest);
            sum = Add(rest, x, scales, sums, sum);
        }

        return GroupDot.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(TBlock* w, sbyte* x, float* scales, float* sums, Vector256<float> sum)
    {
        TFormat.Load512(
            ref *w,
            out Vector512<byte> v0,
            out Vector512<byte> v1,
            out Vector512<byte> v2,
            out Vector512<byte> v3,
            out Vector256<float> wScales,
            out Vector256<float> wMinima);
        Vector512<short> ones = Vector512<short>.One;
        Vector512<int> p0 = Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(v0, Load(x)), ones);
        Vector512<int> p1 = Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(v1, Load(x + 64)), ones);
        Vector512<int> p2 = Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(v2, Load(x + 128)), ones);
        Vector512<int> p3 = Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(v3, Load(x + 192)), ones);
        Vector256<float> products = Vector256.ConvertToSingle(GroupSums.OfPairs(p0, p1, p2, p3));
        sum = Vector256.FusedMultiplyAdd(products, wScales * Vector256.Load(scales), sum);
        return Vector256.FusedMultiplyAdd(wMinima, Vector256.Load(sums), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<sbyte> Load(sbyte* x) => Vector512.Load(x);
}
