namespace Ganban.Kernels.Dot;

/// <summary>Dot product of F16 with F32: Σ w[i]·x[i].</summary>
public static class DotF16
{
    /// <summary>Computes the dot product with the widest vectors of the machine.</summary>
    /// <param name="w">One vector; may be empty.</param>
    /// <param name="x">The other, of the same length.</param>
    public static float Dot(ReadOnlySpan<Half> w, ReadOnlySpan<float> x)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, w.Length);
        return FloatDot<Half, FormatF16>.One(w, x);
    }

    /// <summary>The definition.</summary>
    /// <param name="w">One vector.</param>
    /// <param name="x">The other, of the same length.</param>
    public static float Scalar(ReadOnlySpan<Half> w, ReadOnlySpan<float> x)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, w.Length);
        return FloatDot<Half, FormatF16>.Scalar(w, x);
    }
}
