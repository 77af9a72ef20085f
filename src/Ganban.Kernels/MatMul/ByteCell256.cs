using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// Weights of at most 5 bits.
/// <code>
/// panel: 8 rows × 4 columns of uint8 ───┐
/// token: 4 columns of int8, in all lanes┴→ int16, added up while they fit → int32 → F32 · scales → a lane for a row
/// </code>
/// </summary>
internal readonly unsafe struct ByteCell256<TBlock, TFormat> : ITileCell
    where TBlock : unmanaged
    where TFormat : struct, IByteFormat<TBlock>
{
    public static int NumberBytes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(
        byte* w,
        byte* x0,
        byte* x1,
        byte* x2,
        byte* x3,
        float* wScales,
        float* scale,
        long e1,
        long e2,
        long e3,
        long sums,
        float* lane)
    {
        Vector256<short> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<short> b0 = default, b1 = default, b2 = default, b3 = default;
        Vector256<int> p0 = default, p1 = default, p2 = default, p3 = default;
        Vector256<int> q0 = default, q1 = default, q2 = default, q3 = default;
        Half(w, x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
        if (TFormat.ValueMax > 15)
        {
            (p0, q0, p1, q1) = (Pairs(a0), Pairs(b0), Pairs(a1), Pairs(b1));
            (p2, q2, p3, q3) = (Pairs(a2), Pairs(b2), Pairs(a3), Pairs(b3));
            a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = default;
        }

        w += 16 * Panel.Rows;
        Half(w, x0 + 16, x1 + 16, x2 + 16, x3 + 16, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
        Finish(p0 + Pairs(a0), q0 + Pairs(b0), wScales, scale, sums, lane);
        Finish(p1 + Pairs(a1), q1 + Pairs(b1), wScales, scale + e1, sums, lane + Panel.Rows);
        Finish(p2 + Pairs(a2), q2 + Pairs(b2), wScales, scale + e2, sums, lane + (2 * Panel.Rows));
        Finish(p3 + Pairs(a3), q3 + Pairs(b3), wScales, scale + e3, sums, lane + (3 * Panel.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Pairs(Vector256<short> sums) =>
        Avx2.MultiplyAddAdjacent(sums, Vector256<short>.One);

    // 16 columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Half(
        byte* w,
        byte* x0,
        byte* x1,
        byte* x2,
        byte* x3,
        ref Vector256<short> a0,
        ref Vector256<short> a1,
        ref Vector256<short> a2,
        ref Vector256<short> a3,
        ref Vector256<short> b0,
        ref Vector256<short> b1,
        ref Vector256<short> b2,
        ref Vector256<short> b3)
    {
        Quad(w, x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 0);
        Quad(w, x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 1);
        Quad(w, x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 2);
        Quad(w, x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 3);
    }

    // Four columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quad(
        byte* w,
        byte* x0,
        byte* x1,
        byte* x2,
        byte* x3,
        ref Vector256<short> a0,
        ref Vector256<short> a1,
        ref Vector256<short> a2,
        ref Vector256<short> a3,
        ref Vector256<short> b0,
        ref Vector256<short> b1,
        ref Vector256<short> b2,
        ref Vector256<short> b3,
        int quad)
    {
        Vector256<byte> wa = Vector256.Load(w + (quad * 4 * Panel.Rows));
        Vector256<byte> wb = Vector256.Load(w + (quad * 4 * Panel.Rows) + 32);
        Vector256<sbyte> y0 = Vector256.Create(((int*)x0)[quad]).AsSByte();
        a0 += Avx2.MultiplyAddAdjacent(wa, y0);
        b0 += Avx2.MultiplyAddAdjacent(wb, y0);
        Vector256<sbyte> y1 = Vector256.Create(((int*)x1)[quad]).AsSByte();
        a1 += Avx2.MultiplyAddAdjacent(wa, y1);
        b1 += Avx2.MultiplyAddAdjacent(wb, y1);
        Vector256<sbyte> y2 = Vector256.Create(((int*)x2)[quad]).AsSByte();
        a2 += Avx2.MultiplyAddAdjacent(wa, y2);
        b2 += Avx2.MultiplyAddAdjacent(wb, y2);
        Vector256<sbyte> y3 = Vector256.Create(((int*)x3)[quad]).AsSByte();
        a3 += Avx2.MultiplyAddAdjacent(wa, y3);
        b3 += Avx2.MultiplyAddAdjacent(wb, y3);
    }

    // The scales of 32 rows are followed by their minima.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(
        Vector256<int> p, Vector256<int> q, float* wScales, float* scale, long sums, float* lanes)
    {
        Vector256<float> s = Vector256.Create(*scale), m = Vector256.Create(*(scale + sums));
        Vector256<float> a = Vector256.Load(lanes), b = Vector256.Load(lanes + 8);
        float* minima = wScales + Panel.Rows;
        a = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(p), Vector256.Load(wScales) * s, a);
        b = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(q), Vector256.Load(wScales + 8) * s, b);
        Vector256.FusedMultiplyAdd(Vector256.Load(minima), m, a).Store(lanes);
        Vector256.FusedMultiplyAdd(Vector256.Load(minima + 8), m, b).Store(lanes + 8);
    }
}
