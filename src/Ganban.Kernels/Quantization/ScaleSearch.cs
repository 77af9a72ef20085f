namespace Ganban.Kernels.Quantization;

/// <summary>
/// Looks for the scale, and the minimum, that make the sum of squared errors of a few numbers small: rounds the numbers
/// for a series of candidates, and solves for the best scale given these whole numbers (least squares).
/// </summary>
internal static class ScaleSearch
{
    private const int Candidates = 20;
    private const int NumbersMax = 32;

    /// <summary>Σ (x − scale · q)² for whole numbers q from −levels to levels − 1.</summary>
    /// <param name="x">At most 32 numbers.</param>
    /// <param name="levels">A power of two.</param>
    /// <returns>The scale, negative where −levels stands for the largest number; 0 if all are zero.</returns>
    public static float Symmetric(ReadOnlySpan<float> x, int levels)
    {
        var extreme = 0f;
        foreach (var number in x)
        {
            extreme = MathF.Abs(number) > MathF.Abs(extreme) ? number : extreme;
        }

        var (best, bestGain) = (0d, 0d);
        for (var candidate = -Candidates; candidate <= Candidates && extreme != 0; candidate++)
        {
            var inverse = -(levels + (0.05 * candidate)) / extreme;
            double xq = 0, qq = 0;
            foreach (var number in x)
            {
                var q = Math.Clamp(Math.Round(number * inverse), -levels, levels - 1);
                xq += number * q;
                qq += q * q;
            }

            // The error is Σx² − gain at the scale xq / qq.
            if (qq > 0 && xq * xq / qq > bestGain)
            {
                (best, bestGain) = (xq / qq, xq * xq / qq);
            }
        }

        return (float)best;
    }

    /// <summary>Σ (x − scale · q + minimum)² for whole numbers q from 0 to max, and a minimum of at least 0.</summary>
    /// <param name="x">At most 32 numbers.</param>
    /// <param name="max">The largest q.</param>
    public static (float Scale, float Minimum) WithMinimum(ReadOnlySpan<float> x, int max)
    {
        var (low, high, sum) = (0d, 0d, 0d);
        foreach (var number in x)
        {
            (low, high, sum) = (Math.Min(low, number), Math.Max(high, number), sum + number);
        }

        if (high == low)
        {
            return (0, 0);
        }

        var best = (Scale: (high - low) / max, Minimum: -low);
        var bestError = double.PositiveInfinity;
        Span<double> q = stackalloc double[NumbersMax];
        for (var candidate = -Candidates; candidate <= Candidates; candidate++)
        {
            var inverse = (max + (0.05 * candidate)) / (high - low);
            double qSum = 0, qq = 0, xq = 0;
            for (var index = 0; index < x.Length; index++)
            {
                q[index] = Math.Clamp(Math.Round((x[index] - low) * inverse), 0, max);
                qSum += q[index];
                qq += q[index] * q[index];
                xq += x[index] * q[index];
            }

            var fit = Fit(x.Length, sum, qSum, qq, xq);
            var error = 0d;
            for (var index = 0; index < x.Length; index++)
            {
                var difference = (fit.Scale * q[index]) - fit.Minimum - x[index];
                error += difference * difference;
            }

            if (error < bestError && fit.Scale > 0)
            {
                (best, bestError) = (fit, error);
            }
        }

        return ((float)best.Scale, (float)best.Minimum);
    }

    private static (double Scale, double Minimum) Fit(int count, double xSum, double qSum, double qq, double xq)
    {
        var determinant = (count * qq) - (qSum * qSum);
        if (determinant > 0)
        {
            var scale = ((count * xq) - (xSum * qSum)) / determinant;
            var minimum = ((scale * qSum) - xSum) / count;
            if (minimum >= 0)
            {
                return (scale, minimum);
            }
        }

        return (qq > 0 ? xq / qq : 0, 0);
    }
}
