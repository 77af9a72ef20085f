namespace Ganban.Inference.Generation;

/// <summary>
/// Decides, token by token, what a sequence may say next: a grammar, a schema, a tool call.
/// One instance belongs to one sequence and is called by one thread at a time.
/// </summary>
public interface ITokenConstraint
{
    /// <summary>
    /// Whether the constrained text is complete. Generation ends as soon as this is true after a token.
    /// </summary>
    bool IsFinished { get; }

    /// <summary>Sets the logits of all tokens that may not come next to negative infinity.</summary>
    /// <param name="logits">The model's logits, `[vocabulary]`; at least one must stay finite.</param>
    void Apply(Span<float> logits);

    /// <summary>Takes note of the token that was chosen. End-of-generation tokens are never passed.</summary>
    /// <param name="token">The token's id.</param>
    void Accept(int token);
}
