using System.Numerics;

namespace Ganban.Kernels.Elementwise;

/// <summary>x ← a·x.</summary>
public static class Multiply
{
    /// <summary>Multiplies a vector by a number.</summary>
    /// <param name="x">The vector, changed in place.</param>
    /// <param name="a">The factor.</param>
    public static void Apply(Span<float> x, float a)
    {
        var index = 0;
        for (; index <= x.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            (new Vector<float>(x[index..]) * a).CopyTo(x[index..]);
        }

        for (; index < x.Length; index++)
        {
            x[index] *= a;
        }
    }
}
