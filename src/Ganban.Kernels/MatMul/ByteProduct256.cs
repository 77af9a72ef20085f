using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Dot;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// Weights of at most 5 bits by 256-bit vectors; needs AVX2.
/// <code>
/// 32 × uint8 weights ──┐
/// 32 × int8 activations┴→ eight products added: int16 → eight groups' sums: int32 → F32 · scales → eight lanes
/// </code>
/// </summary>
internal readonly unsafe struct ByteProduct256<TBlock, TFormat> : IGroupProduct<TBlock>
    where TBlock : unmanaged
    where TFormat : struct, IByteFormat<TBlock>
{
    public static int Elements => TFormat.Elements;

    public static int NumberBytes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddEight(
        byte* blocks, byte* x, float* scales, float* sums, Vector256<float> lanes)
    {
        Vector256<int> lower = GroupSums256.OfSmallPairs(
            Pair(blocks, 0, (sbyte*)x), Pair(blocks, 1, (sbyte*)x + 64));
        Vector256<int> upper = GroupSums256.OfSmallPairs(
            Pair(blocks, 2, (sbyte*)x + 128), Pair(blocks, 3, (sbyte*)x + 192));
        TFormat.LoadScales(blocks, out Vector256<float> wScales, out Vector256<float> wMinima);
        Vector256<float> products = Vector256.ConvertToSingle(GroupSums256.AddLanes(lower, upper));
        lanes = Vector256.FusedMultiplyAdd(products, wScales * Vector256.Load(scales), lanes);
        return Vector256.FusedMultiplyAdd(wMinima, Vector256.Load(sums), lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void UnpackEight(byte* blocks, byte* values, float* scales, float* minima)
    {
        for (int pair = 0; pair < 4; pair++)
        {
            TFormat.Load256(blocks, pair, out Vector256<byte> v0, out Vector256<byte> v1);
            v0.Store(values + (64 * pair));
            v1.Store(values + (64 * pair) + 32);
        }

        TFormat.LoadScales(blocks, out Vector256<float> wScales, out Vector256<float> wMinima);
        wScales.Store(scales);
        wMinima.Store(minima);
    }

    public static void Tile(Panel panel, QuantizedTokens x, int t0, int t1, int t2, int t3) =>
        PanelTile256<ByteCell256<TBlock, TFormat>>.Multiply(panel, x, t0, t1, t2, t3);

    // Two groups; products are below 2^13 in magnitude.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pair(byte* blocks, int pair, sbyte* x)
    {
        TFormat.Load256(blocks, pair, out Vector256<byte> v0, out Vector256<byte> v1);
        Vector256<short> p0 = Avx2.MultiplyAddAdjacent(v0, Vector256.Load(x));
        Vector256<short> p1 = Avx2.MultiplyAddAdjacent(v1, Vector256.Load(x + 32));
        return GroupSums256.AddHalves(p0, p1);
    }
}
