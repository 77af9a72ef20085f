namespace Ganban.TinyModels;

/// <summary>How far numbers are from those that are expected.</summary>
public static class RelativeError
{
    /// <summary>The difference relative to what is expected, root mean square of both.</summary>
    public static double Of(IReadOnlyList<float> actual, IReadOnlyList<float> expected)
    {
        if (actual.Count != expected.Count)
        {
            throw new ArgumentException($"{actual.Count} numbers instead of {expected.Count}.", nameof(actual));
        }

        var difference = actual.Zip(expected, (a, b) => ((double)a - b) * ((double)a - b)).Sum();
        return Math.Sqrt(difference / expected.Sum(number => (double)number * number));
    }
}
