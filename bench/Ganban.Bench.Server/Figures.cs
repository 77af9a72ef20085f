using System.Globalization;

namespace Ganban.Bench.Server;

/// <summary>What measures come to, and how they are told.</summary>
internal static class Figures
{
    /// <summary>The value in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    /// <summary>Prints a line, its numbers in the same form on every machine.</summary>
    public static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
