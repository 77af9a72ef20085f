using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Dot;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// Weights that are unpacked to 16 bits, by 512-bit vectors; needs AVX-512 with VBMI.
/// <code>
/// 32 × int16 weights ───┐
/// 32 × int16 activations┴→ neighbours added: int32 → eight groups' sums: int32 → F32 · scales → eight lanes
/// </code>
/// </summary>
internal readonly unsafe struct ShortProduct512<TBlock, TFormat> : IGroupProduct<TBlock>
    where TBlock : unmanaged
    where TFormat : struct, IShortFormat<TBlock>
{
    public static int Elements => TFormat.Elements;

    public static int NumberBytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddEight(
        byte* blocks, byte* x, float* scales, float* sums, Vector256<float> lanes)
    {
        TFormat.Load512(
            blocks,
            out Vector512<short> w0,
            out Vector512<short> w1,
            out Vector512<short> w2,
            out Vector512<short> w3,
            out Vector512<short> w4,
            out Vector512<short> w5,
            out Vector512<short> w6,
            out Vector512<short> w7);
        Vector512<int> p0 = Avx512BW.MultiplyAddAdjacent(w0, Vector512.Load((short*)x));
        Vector512<int> p1 = Avx512BW.MultiplyAddAdjacent(w1, Vector512.Load((short*)x + 32));
        Vector512<int> p2 = Avx512BW.MultiplyAddAdjacent(w2, Vector512.Load((short*)x + 64));
        Vector512<int> p3 = Avx512BW.MultiplyAddAdjacent(w3, Vector512.Load((short*)x + 96));
        Vector512<int> p4 = Avx512BW.MultiplyAddAdjacent(w4, Vector512.Load((short*)x + 128));
        Vector512<int> p5 = Avx512BW.MultiplyAddAdjacent(w5, Vector512.Load((short*)x + 160));
        Vector512<int> p6 = Avx512BW.MultiplyAddAdjacent(w6, Vector512.Load((short*)x + 192));
        Vector512<int> p7 = Avx512BW.MultiplyAddAdjacent(w7, Vector512.Load((short*)x + 224));
        Vector256<int> groups = TFormat.FitsBytes
            ? GroupSums512.OfSmall(p0, p1, p2, p3, p4, p5, p6, p7)
            : GroupSums512.Of(p0, p1, p2, p3, p4, p5, p6, p7);
        return Vector256.FusedMultiplyAdd(
            Vector256.ConvertToSingle(groups), TFormat.LoadScales(blocks) * Vector256.Load(scales), lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void UnpackEight(byte* blocks, byte* values, float* scales, float* minima)
    {
        TFormat.Load512(
            blocks,
            out Vector512<short> w0,
            out Vector512<short> w1,
            out Vector512<short> w2,
            out Vector512<short> w3,
            out Vector512<short> w4,
            out Vector512<short> w5,
            out Vector512<short> w6,
            out Vector512<short> w7);
        short* target = (short*)values;
        w0.Store(target);
        w1.Store(target + 32);
        w2.Store(target + 64);
        w3.Store(target + 96);
        w4.Store(target + 128);
        w5.Store(target + 160);
        w6.Store(target + 192);
        w7.Store(target + 224);
        TFormat.LoadScales(blocks).Store(scales);
    }

    public static void Tile(Panel panel, QuantizedTokens x, int t0, int t1, int t2, int t3) =>
        ShortTile512.Multiply(panel, x.Stride / 256, x, t0, t1, t2, t3);
}
