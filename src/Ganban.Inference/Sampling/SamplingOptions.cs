namespace Ganban.Inference.Sampling;

/// <summary>
/// How the next token is chosen from the logits. Applied in this order: penalties, temperature, top-k, top-p, min-p,
/// draw. The defaults draw from the model's own distribution.
/// </summary>
public sealed record SamplingOptions
{
    /// <summary>Divisor of the logits, 0 or more. 0 takes the most likely token (the lowest id among equals).</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Only the k most likely tokens stay; 0 keeps all.</summary>
    public int TopK { get; init; }

    /// <summary>
    /// Only the smallest set of most likely tokens whose probabilities reach this sum stays; 0 to 1, 1 keeps all.
    /// </summary>
    public float TopP { get; init; } = 1;

    /// <summary>Only tokens at least this share of the best one's probability stay; 0 to 1, 0 keeps all.</summary>
    public float MinP { get; init; }

    /// <summary>
    /// Positive logits of tokens seen in prompt or completion are divided by this, negative ones multiplied (CTRL,
    /// Keskar et al. 2019, section 4.1); more than 0, 1 changes nothing.
    /// </summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Subtracted from a token's logit for each time the completion has used it; 0 changes nothing.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Subtracted from a token's logit once the completion has used it; 0 changes nothing.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>
    /// Seed of the draw. The same request with the same seed gives the same text; null takes a new one.
    /// </summary>
    public ulong? Seed { get; init; }

    /// <summary>Refuses options outside their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    internal void Validate()
    {
        Check(Temperature is >= 0 and <= float.MaxValue, Temperature, nameof(Temperature));
        Check(TopK >= 0, TopK, nameof(TopK));
        Check(TopP is >= 0 and <= 1, TopP, nameof(TopP));
        Check(MinP is >= 0 and <= 1, MinP, nameof(MinP));
        Check(RepetitionPenalty is > 0 and <= float.MaxValue, RepetitionPenalty, nameof(RepetitionPenalty));
        Check(float.IsFinite(FrequencyPenalty), FrequencyPenalty, nameof(FrequencyPenalty));
        Check(float.IsFinite(PresencePenalty), PresencePenalty, nameof(PresencePenalty));
    }

    private static void Check(bool valid, object value, string name)
    {
        if (!valid)
        {
            throw new ArgumentOutOfRangeException(name, value, "The sampling option is outside its range.");
        }
    }
}
