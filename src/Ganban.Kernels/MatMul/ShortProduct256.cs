using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Dot;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// Weights that are unpacked to 16 bits, by 256-bit vectors; needs AVX2.
/// <code>
/// 16 × int16 weights ───┐
/// 16 × int16 activations┴→ neighbours added: int32 → eight groups' sums: int32 → F32 · scales → eight lanes
/// </code>
/// </summary>
internal readonly unsafe struct ShortProduct256<TBlock, TFormat> : IGroupProduct<TBlock>
    where TBlock : unmanaged
    where TFormat : struct, IShortFormat<TBlock>
{
    public static int Elements => TFormat.Elements;

    public static int NumberBytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddEight(
        byte* blocks, byte* x, float* scales, float* sums, Vector256<float> lanes)
    {
        Vector256<int> lower = Four(blocks, 0, (short*)x), upper = Four(blocks, 4, (short*)x + 128);
        Vector256<int> groups = GroupSums256.AddLanes(lower, upper);
        return Vector256.FusedMultiplyAdd(
            Vector256.ConvertToSingle(groups), TFormat.LoadScales(blocks) * Vector256.Load(scales), lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void UnpackEight(byte* blocks, byte* values, float* scales, float* minima)
    {
        for (int group = 0; group < 8; group++)
        {
            TFormat.Load256(blocks, group, out Vector256<short> w0, out Vector256<short> w1);
            w0.Store((short*)values + (32 * group));
            w1.Store((short*)values + (32 * group) + 16);
        }

        TFormat.LoadScales(blocks).Store(scales);
    }

    public static void Tile(Panel panel, QuantizedTokens x, int t0, int t1, int t2, int t3) =>
        PanelTile256<ShortCell256>.Multiply(panel, x, t0, t1, t2, t3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Four(byte* blocks, int group, short* x)
    {
        Vector256<int> p01 = GroupSums256.OfTwo(One(blocks, group, x), One(blocks, group + 1, x + 32));
        Vector256<int> p23 = GroupSums256.OfTwo(One(blocks, group + 2, x + 64), One(blocks, group + 3, x + 96));
        return GroupSums256.OfPairs(p01, p23);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> One(byte* blocks, int group, short* x)
    {
        TFormat.Load256(blocks, group, out Vector256<short> w0, out Vector256<short> w1);
        Vector256<int> p0 = Avx2.MultiplyAddAdjacent(w0, Vector256.Load(x));
        Vector256<int> p1 = Avx2.MultiplyAddAdjacent(w1, Vector256.Load(x + 16));
        return p0 + p1;
    }
}
