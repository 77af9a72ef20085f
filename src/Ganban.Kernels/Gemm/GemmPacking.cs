using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ganban.Kernels.Gemm;

/// <summary>
/// Copies a strip of a factor so that a tile reads it from start to end: `[inner × lanes]`, where the lanes are rows of
/// the first factor or columns of the second. Lanes that are not there become zeros.
/// </summary>
internal static unsafe class GemmPacking
{
    /// <summary>Packs a strip.</summary>
    /// <param name="source">The strip's first number.</param>
    /// <param name="stride">From one row in memory to the next.</param>
    /// <param name="lanesInRows">Whether lanes lie beside each other in memory; else the inner dimension does.</param>
    /// <param name="lanesThere">Lanes to copy, at most <paramref name="lanes"/>.</param>
    /// <param name="lanes">Lanes of the strip.</param>
    /// <param name="inner">Numbers of a lane.</param>
    /// <param name="target">Takes `inner × lanes` numbers.</param>
    public static void Pack(
        float* source, nint stride, bool lanesInRows, int lanesThere, int lanes, int inner, float* target)
    {
        if (lanesThere < lanes)
        {
            new Span<float>(target, checked(inner * lanes)).Clear();
        }

        if (lanesInRows)
        {
            CopyRows(source, stride, lanesThere, lanes, inner, target);
        }
        else
        {
            Interleave(source, stride, lanesThere, lanes, inner, target);
        }
    }

    private static void CopyRows(float* source, nint stride, int lanesThere, int lanes, int inner, float* target)
    {
        for (var row = 0; row < inner; row++, source += stride, target += lanes)
        {
            var lane = 0;
            for (; lane <= lanesThere - 8; lane += 8)
            {
                Vector256.Store(Vector256.Load(source + lane), target + lane);
            }

            for (; lane <= lanesThere - 2; lane += 2)
            {
                *(long*)(target + lane) = *(long*)(source + lane);
            }

            if (lane < lanesThere)
            {
                target[lane] = source[lane];
            }
        }
    }

    private static void Interleave(float* source, nint stride, int lanesThere, int lanes, int inner, float* target)
    {
        var lane = 0;
        if (Sse.IsSupported)
        {
            for (; lane <= lanesThere - 4; lane += 4)
            {
                InterleaveFour(source + (lane * stride), stride, lanes, inner, target + lane);
            }
        }

        for (; lane < lanesThere; lane++)
        {
            float* from = source + (lane * stride), to = target + lane;
            for (var index = 0; index < inner; index++, to += lanes)
            {
                *to = from[index];
            }
        }
    }

    private static void InterleaveFour(float* source, nint stride, int lanes, int inner, float* target)
    {
        float* s1 = source + stride, s2 = s1 + stride, s3 = s2 + stride;
        var index = 0;
        for (; index <= inner - 4; index += 4, target += 4 * lanes)
        {
            Vector128<float> r0 = Vector128.Load(source + index), r1 = Vector128.Load(s1 + index);
            Vector128<float> r2 = Vector128.Load(s2 + index), r3 = Vector128.Load(s3 + index);
            Vector128<float> low01 = Sse.UnpackLow(r0, r1), high01 = Sse.UnpackHigh(r0, r1);
            Vector128<float> low23 = Sse.UnpackLow(r2, r3), high23 = Sse.UnpackHigh(r2, r3);
            Sse.MoveLowToHigh(low01, low23).Store(target);
            Sse.MoveHighToLow(low23, low01).Store(target + lanes);
            Sse.MoveLowToHigh(high01, high23).Store(target + (2 * lanes));
            Sse.MoveHighToLow(high23, high01).Store(target + (3 * lanes));
        }

        for (; index < inner; index++, target += lanes)
        {
            (target[0], target[1], target[2], target[3]) = (source[index], s1[index], s2[index], s3[index]);
        }
    }
}
