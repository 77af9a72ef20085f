namespace Ganban.Storage;

/// <summary>An idempotency token came again with a different request.</summary>
public sealed class IdempotencyConflictException : Exception
{
    /// <summary>Reports a conflict.</summary>
    public IdempotencyConflictException(string token)
        : base($"The idempotency token '{token}' was used before with different parameters. Use a new token.") =>
        Token = token;

    /// <summary>The token.</summary>
    public string Token { get; }
}
