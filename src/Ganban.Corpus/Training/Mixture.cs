namespace Ganban.Corpus.Training;

/// <summary>How much of the training is plain copying: much at first, little later.</summary>
public sealed record Mixture
{
    /// <summary>The share of copying exercises at the start, 0 to 1.</summary>
    public double CopyShareFirst { get; init; } = 0.6;

    /// <summary>The share in the end, 0 to 1.</summary>
    public double CopyShareLast { get; init; } = 0.03;

    /// <summary>After how many examples the share is the last one; it falls in a line until then.</summary>
    public long CopyExamples { get; init; } = 20_000;

    /// <summary>The most tokens of a copying exercise, at least 32.</summary>
    public int CopyTokensMax { get; init; } = 224;

    /// <summary>The share of copying exercises at a place of the training.</summary>
    public double CopyShareAt(long number) => number >= CopyExamples
        ? CopyShareLast
        : CopyShareFirst + ((CopyShareLast - CopyShareFirst) * number / CopyExamples);
}
