namespace Ganban.Inference.Chat;

/// <summary>How a model marks what it thinks before it answers.</summary>
/// <param name="Open">What begins the reasoning.</param>
/// <param name="Close">What ends it.</param>
internal sealed record ReasoningFormat(string Open, string Close)
{
    private static readonly ReasoningFormat[] Known =
    [
        new("<|START_THINKING|>", "<|END_THINKING|>"),
        new("[THINK]", "[/THINK]"),
        new("<seed:think>", "</seed:think>"),
        new("<think>", "</think>"),
    ];

    /// <summary>The format that a chat template teaches its model; null when it says nothing of thinking.</summary>
    public static ReasoningFormat? Detect(string template) =>
        Array.Find(Known, f => template.Contains(f.Close, StringComparison.Ordinal));

    /// <summary>True for a prompt that has begun the reasoning for the model.</summary>
    public bool IsOpenAtEnd(string prompt) => prompt.AsSpan().TrimEnd().EndsWith(Open);
}
