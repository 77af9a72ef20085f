namespace Ganban.Inference.Models;

/// <summary>How a model is opened.</summary>
public sealed record LanguageModelOptions
{
    /// <summary>Cores that a forward pass may use, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>A smaller context window than the model's own, to bound memory; null takes the model's.</summary>
    public int? ContextLength { get; init; }
}
