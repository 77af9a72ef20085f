namespace Ganban.Inference.Sampling;

/// <summary>
/// The last token that is kept when tokens stand in order, the most likely first, the lower id first among equals.
/// </summary>
/// <param name="Logit">Its logit: greater ones are kept.</param>
/// <param name="Token">Its id: tokens of the same logit are kept up to it.</param>
internal readonly record struct TokenCut(float Logit, int Token)
{
    /// <summary>Keeps all tokens that have a finite logit.</summary>
    public static TokenCut None { get; } = new(float.NegativeInfinity, -1);

    /// <summary>True when the token stays.</summary>
    public bool Keeps(float logit, int token) => logit > Logit || (logit == Logit && token <= Token);
}
