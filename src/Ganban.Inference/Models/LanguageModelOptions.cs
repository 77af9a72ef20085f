namespace Ganban.Inference.Models;

/// <summary>How a model is opened.</summary>
public sealed record LanguageModelOptions
{
    /// <summary>Cores that a forward pass may use, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>A smaller context window than the model's own, to bound memory; null takes the model's.</summary>
    public int? ContextLength { get; init; }

    /// <summary>How keys and values are kept.</summary>
    public KvFormat KvFormat { get; init; } = KvFormat.F16;

    /// <summary>The most memory for keys and values of all sequences together, in bytes.</summary>
    public long KvBytesMax { get; init; } = 1L << 30;
}
