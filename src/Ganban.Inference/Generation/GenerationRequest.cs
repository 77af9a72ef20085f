using Ganban.Inference.Sampling;

namespace Ganban.Inference.Generation;

/// <summary>What to continue, and how.</summary>
public sealed record GenerationRequest
{
    /// <summary>
    /// The prompt as token ids, a begin-of-sequence token included where the model wants one. Not empty.
    /// </summary>
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>The pictures in the prompt, in order; only for models that read pictures.</summary>
    public IReadOnlyList<PromptPicture> Pictures { get; init; } = [];

    /// <summary>The most tokens to generate, at least 1. The context window may end the text earlier.</summary>
    public int MaxTokens { get; init; } = int.MaxValue;

    /// <summary>How the next token is chosen.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>
    /// Texts that end generation when they appear; they are not part of the output. None may be empty.
    /// </summary>
    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <summary>What the text must conform to, if anything. The request owns it: use a fresh one per request.</summary>
    public ITokenConstraint? Constraint { get; init; }

    /// <summary>
    /// Who asks, for example an account; null for nobody in particular. Places go to callers in turn, and a caller's
    /// prompts are found again in the prefix cache by that caller only.
    /// </summary>
    public string? Caller { get; init; }

    /// <summary>Whether each generated token's log-probability is computed.</summary>
    public bool TokenDetails { get; init; }

    /// <summary>
    /// Whether the first piece also carries the prompt's tokens with their log-probabilities; not for a prompt with
    /// pictures.
    /// </summary>
    public bool PromptTokenDetails { get; init; }
}
