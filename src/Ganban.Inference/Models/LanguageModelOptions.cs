using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models;

/// <summary>How a model is opened.</summary>
public sealed record LanguageModelOptions
{
    /// <summary>
    /// Cores that a forward pass may use, at least 1; without meaning where <see cref="Pool"/> is given.
    /// </summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Threads that several models share; the caller disposes them after the models. Null gives the model its own.
    /// </summary>
    public WorkPool? Pool { get; init; }

    /// <summary>
    /// The most tokens computed together, at least 1; larger batches pass in chunks. More is faster up to some
    /// hundreds, and takes more working memory.
    /// </summary>
    public int TokensPerPass { get; init; } = 512;

    /// <summary>A smaller context window than the model's own, to bound memory; null takes the model's.</summary>
    public int? ContextLength { get; init; }

    /// <summary>
    /// The file of the vision tower (mmproj) that makes the model see pictures; null for text alone.
    /// </summary>
    public string? ProjectorPath { get; init; }

    /// <summary>How keys and values are kept.</summary>
    public KvFormat KvFormat { get; init; } = KvFormat.F16;

    /// <summary>The most memory for keys and values of all sequences together, in bytes.</summary>
    public long KvBytesMax { get; init; } = 1L << 30;
}
