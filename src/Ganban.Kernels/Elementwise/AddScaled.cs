using System.Numerics;

namespace Ganban.Kernels.Elementwise;

/// <summary>y ← y + a·x.</summary>
public static class AddScaled
{
    /// <summary>Adds a multiple of one vector to another.</summary>
    /// <param name="a">The factor.</param>
    /// <param name="x">What is multiplied and added.</param>
    /// <param name="y">As many numbers; what is added to.</param>
    public static void Apply(float a, ReadOnlySpan<float> x, Span<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        var factor = new Vector<float>(a);
        var index = 0;
        for (; index <= x.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var sum = Vector.FusedMultiplyAdd(factor, new Vector<float>(x[index..]), new Vector<float>(y[index..]));
            sum.CopyTo(y[index..]);
        }

        for (; index < x.Length; index++)
        {
            y[index] = MathF.FusedMultiplyAdd(a, x[index], y[index]);
        }
    }
}
