namespace Ganban.Training.Jobs;

/// <summary>
/// Examples that a program makes from a seed: conversations, and exercises in plain copying, many at first and few
/// later.
/// </summary>
public sealed record CorpusOptions
{
    /// <summary>Fixes the examples.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>The share of copying exercises at the start, 0 to 1.</summary>
    public double CopyShareFirst { get; set; } = 0.6;

    /// <summary>The share in the end, 0 to 1.</summary>
    public double CopyShareLast { get; set; } = 0.03;

    /// <summary>After how many examples the share is the last one; it falls in a line until then.</summary>
    public long CopyExamples { get; set; } = 20_000;

    /// <summary>
    /// How many times its usual share a kind of conversation has, such as <c>agent</c>; 1 for those that aren't named.
    /// </summary>
    public IReadOnlyDictionary<string, double> Kinds { get; set; } = new Dictionary<string, double>();

    /// <summary>
    /// The share of documents with nothing but a space between items and their amounts, 0 to 1; beside those that draw
    /// it as one of many layouts.
    /// </summary>
    public double PlainShare { get; set; } = 0.25;

    /// <summary>The share of conversations in English, 0 to 1; the others are in Japanese.</summary>
    public double EnglishShare { get; set; } = 0.5;

    /// <summary>The share of copying exercises at a place of the training.</summary>
    /// <param name="number">The number of an example, from 0.</param>
    public double CopyShareAt(long number) => number >= CopyExamples
        ? CopyShareLast
        : CopyShareFirst + ((CopyShareLast - CopyShareFirst) * number / CopyExamples);
}
