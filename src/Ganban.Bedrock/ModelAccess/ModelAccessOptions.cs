namespace Ganban.Bedrock.ModelAccess;

/// <summary>Who may use which model.</summary>
public sealed record ModelAccessOptions
{
    /// <summary>
    /// Whether every account may use every model without an agreement, which is right for development. False: a model
    /// must be enabled first, as in a fresh AWS account.
    /// </summary>
    public bool GrantAll { get; init; } = true;
}
