using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Dot;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// Weights of at most 5 bits by 512-bit vectors; needs AVX-512 with VBMI.
/// <code>
/// 64 × uint8 weights ──┐
/// 64 × int8 activations┴→ eight products added: int16 → eight groups' sums: int32 → F32 · scales → eight lanes
/// </code>
/// </summary>
internal readonly unsafe struct ByteProduct512<TBlock, TFormat> : IGroupProduct<TBlock>
    where TBlock : unmanaged
    where TFormat : struct, IByteFormat<TBlock>
{
    public static int Elements => TFormat.Elements;

    public static int NumberBytes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddEight(
        byte* blocks, byte* x, float* scales, float* sums, Vector256<float> lanes)
    {
        TFormat.Load512(
            blocks, out Vector512<byte> v0, out Vector512<byte> v1, out Vector512<byte> v2, out Vector512<byte> v3);
        TFormat.LoadScales(blocks, out Vector256<float> wScales, out Vector256<float> wMinima);
        Vector512<short> p0 = Avx512BW.MultiplyAddAdjacent(v0, Vector512.Load((sbyte*)x));
        Vector512<short> p1 = Avx512BW.MultiplyAddAdjacent(v1, Vector512.Load((sbyte*)x + 64));
        Vector512<short> p2 = Avx512BW.MultiplyAddAdjacent(v2, Vector512.Load((sbyte*)x + 128));
        Vector512<short> p3 = Avx512BW.MultiplyAddAdjacent(v3, Vector512.Load((sbyte*)x + 192));
        Vector256<float> products = Vector256.ConvertToSingle(GroupSums512.OfPairs(p0, p1, p2, p3));
        lanes = Vector256.FusedMultiplyAdd(products, wScales * Vector256.Load(scales), lanes);
        return Vector256.FusedMultiplyAdd(wMinima, Vector256.Load(sums), lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void UnpackEight(byte* blocks, byte* values, float* scales, float* minima)
    {
        TFormat.Load512(
            blocks, out Vector512<byte> v0, out Vector512<byte> v1, out Vector512<byte> v2, out Vector512<byte> v3);
        TFormat.LoadScales(blocks, out Vector256<float> wScales, out Vector256<float> wMinima);
        v0.Store(values);
        v1.Store(values + 64);
        v2.Store(values + 128);
        v3.Store(values + 192);
        wScales.Store(scales);
        wMinima.Store(minima);
    }

    public static void Tile(Panel panel, QuantizedTokens x, int t0, int t1, int t2, int t3) =>
        ByteTile512<TBlock, TFormat>.Multiply(panel, x.Stride / 256, x, t0, t1, t2, t3);
}
