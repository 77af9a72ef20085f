using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganban.Kernels.Gradients;

/// <summary>
/// eˣ in F32 arithmetic alone, within two units in the last place for −87 &lt; x &lt; 88; beyond that the ends of this
/// range count. 2ⁿ·eʳ with |r| ≤ ½ ln 2, eʳ by its Taylor polynomial of degree 7.
/// </summary>
internal static class FastExponential
{
    private const float Lowest = -87;
    private const float Highest = 88;
    private const float InverseLn2 = 1.44269504f;

    // Two parts of ln 2, so that n times the first is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>The exponentials of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x)
    {
        x = Vector.Min(Vector.Max(x, new Vector<float>(Lowest)), new Vector<float>(Highest));
        var n = Vector.Round(x * new Vector<float>(InverseLn2));
        var r = Vector.FusedMultiplyAdd(n, new Vector<float>(-Ln2High), x);
        r = Vector.FusedMultiplyAdd(n, new Vector<float>(-Ln2Low), r);
        var p = new Vector<float>(1f / 5040);
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1f / 720));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1f / 120));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1f / 24));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1f / 6));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(0.5f));
        p = Vector.FusedMultiplyAdd(p, r, Vector<float>.One);
        p = Vector.FusedMultiplyAdd(p, r, Vector<float>.One);
        var exponent = (Vector.ConvertToInt32(n) + new Vector<int>(127)) << 23;
        return p * Vector.AsVectorSingle(exponent);
    }
}
