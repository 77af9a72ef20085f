using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// Weights unpacked to 16 bits.
/// <code>
/// panel: 8 rows × 2 columns of int16 ────┐
/// token: 2 columns of int16, in all lanes┴→ int32, added up for a group → F32 · scales → a lane for a row
/// </code>
/// </summary>
internal readonly unsafe struct ShortCell256 : ITileCell
{
    public static int NumberBytes => 2;

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
        Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<int> b0 = default, b1 = default, b2 = default, b3 = default;
        for (int pairs = 0; pairs < 4; pairs++)
        {
            Pair(w, x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 0);
            Pair(w, x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 1);
            Pair(w, x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 2);
            Pair(w, x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 3);
            w += 16 * Panel.Rows;
            x0 += 16;
            x1 += 16;
            x2 += 16;
            x3 += 16;
        }

        Finish(a0, b0, wScales, *scale, lane);
        Finish(a1, b1, wScales, *(scale + e1), lane + Panel.Rows);
        Finish(a2, b2, wScales, *(scale + e2), lane + (2 * Panel.Rows));
        Finish(a3, b3, wScales, *(scale + e3), lane + (3 * Panel.Rows));
    }

    // Two columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(
        byte* w,
        byte* x0,
        byte* x1,
        byte* x2,
        byte* x3,
        ref Vector256<int> a0,
        ref Vector256<int> a1,
        ref Vector256<int> a2,
        ref Vector256<int> a3,
        ref Vector256<int> b0,
        ref Vector256<int> b1,
        ref Vector256<int> b2,
        ref Vector256<int> b3,
        int pair)
    {
        Vector256<short> wa = Vector256.Load((short*)(w + (pair * 4 * Panel.Rows)));
        Vector256<short> wb = Vector256.Load((short*)(w + (pair * 4 * Panel.Rows) + 32));
        Vector256<short> y0 = Vector256.Create(((int*)x0)[pair]).AsInt16();
        a0 += Avx2.MultiplyAddAdjacent(wa, y0);
        b0 += Avx2.MultiplyAddAdjacent(wb, y0);
        Vector256<short> y1 = Vector256.Create(((int*)x1)[pair]).AsInt16();
        a1 += Avx2.MultiplyAddAdjacent(wa, y1);
        b1 += Avx2.MultiplyAddAdjacent(wb, y1);
        Vector256<short> y2 = Vector256.Create(((int*)x2)[pair]).AsInt16();
        a2 += Avx2.MultiplyAddAdjacent(wa, y2);
        b2 += Avx2.MultiplyAddAdjacent(wb, y2);
        Vector256<short> y3 = Vector256.Create(((int*)x3)[pair]).AsInt16();
        a3 += Avx2.MultiplyAddAdjacent(wa, y3);
        b3 += Avx2.MultiplyAddAdjacent(wb, y3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(Vector256<int> p, Vector256<int> q, float* wScales, float scale, float* lanes)
    {
        Vector256<float> s = Vector256.Create(scale);
        Vector256<float> a = Vector256.Load(lanes), b = Vector256.Load(lanes + 8);
        Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(p), Vector256.Load(wScales) * s, a).Store(lanes);
        Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(q), Vector256.Load(wScales + 8) * s, b).Store(lanes + 8);
    }
}
