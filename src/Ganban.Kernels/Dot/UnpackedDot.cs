using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Ganban.Kernels.Dot;

/// <summary>
/// A row of weights that was unpacked to 16-bit values, scales and minima, padded to a multiple of 256 columns, times
/// quantised activations, by vectors of 128 bits; see <see cref="GroupDot"/> for what is computed.
/// </summary>
internal static unsafe class UnpackedDot
{
    /// <summary>By portable 128-bit vectors.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float One128(
        short* w, float* wScales, float* wMinima, int groups, short* x, float* scales, float* sums)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        for (int group = 0; group < groups; group += 8)
        {
            Vector256<int> products = Vector256.Create(
                Group128(w, x),
                Group128(w + 32, x + 32),
                Group128(w + 64, x + 64),
                Group128(w + 96, x + 96),
                Group128(w + 128, x + 128),
                Group128(w + 160, x + 160),
                Group128(w + 192, x + 192),
                Group128(w + 224, x + 224));
            sum = Add(products, wScales + group, wMinima + group, scales + group, sums + group, sum);
            w += 256;
            x += 256;
        }

        return GroupDot.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(
        Vector256<int> products, float* wScales, float* wMinima, float* scales, float* sums, Vector256<float> sum)
    {
        Vector256<float> factors = Vector256.Load(wScales) * Vector256.Load(scales);
        sum = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(products), factors, sum);
        return Vector256.FusedMultiplyAdd(Vector256.Load(wMinima), Vector256.Load(sums), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Group128(short* w, short* x)
    {
        Vector128<int> sum = Vector128<int>.Zero;
        for (int index = 0; index < 32; index += 8)
        {
            Vector128<short> wi = Vector128.Load(w + index), xi = Vector128.Load(x + index);
            if (Sse2.IsSupported)
            {
                sum += Sse2.MultiplyAddAdjacent(wi, xi);
            }
            else if (AdvSimd.IsSupported)
            {
                sum = AdvSimd.MultiplyWideningLowerAndAdd(sum, wi.GetLower(), xi.GetLower());
                sum = AdvSimd.MultiplyWideningUpperAndAdd(sum, wi, xi);
            }
            else
            {
                var (wLower, wUpper) = Vector128.Widen(wi);
                var (xLower, xUpper) = Vector128.Widen(xi);
                sum += (wLower * xLower) + (wUpper * xUpper);
            }
        }

        return Vector128.Sum(sum);
    }
}
