using System.Globalization;

namespace Ganban.Corpus.Evaluation;

/// <summary>One row of the results.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The share of what was right, 0 to 1, or the mean of another figure.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Left">How many were left out because the model's context is too short for them.</param>
/// <param name="Failures">Some that went wrong, to read.</param>
public sealed record Measure(string Name, double Value, int Count, int Left, IReadOnlyList<string> Failures)
{
    /// <summary>The row of a table.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Name} | {(Count == 0 ? "none fits" : Value.ToString("F3", CultureInfo.InvariantCulture))} | {Count} | {Left} |");
}
