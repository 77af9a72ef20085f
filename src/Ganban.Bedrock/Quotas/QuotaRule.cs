using Ganban.Bedrock.Engines;

namespace Ganban.Bedrock.Quotas;

/// <summary>How much an account may use a model in a region.</summary>
/// <param name="Pattern">Which models; each of them has the quota for itself.</param>
/// <param name="Account">The account; null: each account for itself.</param>
/// <param name="RequestsPerMinute">Requests; null: no limit.</param>
/// <param name="TokensPerMinute">Tokens; null: no limit.</param>
/// <param name="TokensPerDay">Tokens from midnight to midnight UTC; null: no limit.</param>
/// <param name="OutputBurndown">What a token of the answer counts; null: as Amazon Bedrock counts it.</param>
public sealed record QuotaRule(
    ModelPattern Pattern,
    string? Account,
    long? RequestsPerMinute,
    long? TokensPerMinute,
    long? TokensPerDay,
    int? OutputBurndown)
{
    private const int ClaudeBurndown = 5;

    // "How tokens are counted in Amazon Bedrock", the service's user guide.
    private static readonly ModelPattern[] Fivefold =
        [new("anthropic.claude-opus-4*"), new("anthropic.claude-sonnet-4*"), new("anthropic.claude-haiku-4*")];

    /// <summary>What a token of the model's answer counts.</summary>
    public int BurndownOf(string modelId) =>
        OutputBurndown ?? (Fivefold.Any(pattern => pattern.Matches(modelId)) ? ClaudeBurndown : 1);
}

/// <summary>The quotas.</summary>
/// <param name="Rules">
/// Of those that mean an account and a model one holds: that of the account before that of all, then the most telling
/// pattern, then the earliest.
/// </param>
public sealed record QuotaOptions(IReadOnlyList<QuotaRule> Rules)
{
    private readonly QuotaRule[] _ordered =
        [.. Rules.OrderByDescending(rule => rule.Account is not null).ThenByDescending(rule => rule.Pattern.Weight)];

    /// <summary>The quota that holds; null for none.</summary>
    public QuotaRule? Of(string account, string modelId) => Array.Find(
        _ordered, rule => (rule.Account is null || rule.Account == account) && rule.Pattern.Matches(modelId));
}
