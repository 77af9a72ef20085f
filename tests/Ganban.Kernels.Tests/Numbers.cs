namespace Ganban.Kernels.Tests;

/// <summary>Seeded numbers, the lengths worth trying, and error bounds that follow from the arithmetic.</summary>
internal static class Numbers
{
    /// <summary>Half the distance from 1 to the next F32: the relative error of one rounding.</summary>
    public const double UnitRoundoff = 1.0 / (1 << 24);

    /// <summary>Every length around the vector widths, and rows of real models.</summary>
    public static IEnumerable<int> Lengths => [.. Enumerable.Range(0, 70), 127, 128, 129, 256, 640, 2048, 5632];

    public static float[] Singles(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }

    /// <summary>
    /// Bound on the error of a sum of products in any order: n roundings of products and n of additions, each relative
    /// to at most the sum of magnitudes (Higham, Accuracy and Stability, section 3.1).
    /// </summary>
    public static double DotBound(int count, double magnitudes) => 2 * (count + 1) * UnitRoundoff * magnitudes;
}
