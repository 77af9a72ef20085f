using Ganban.Bedrock.Engines;

namespace Ganban.Bedrock.Budgets;

/// <summary>How long a budget lasts, by UTC.</summary>
public enum BudgetPeriod
{
    /// <summary>From midnight to midnight.</summary>
    Day,

    /// <summary>From the first of a month to the next.</summary>
    Month,
}

/// <summary>What happens when a budget is spent.</summary>
public enum BudgetAction
{
    /// <summary>Invocations go on; responses and log say so.</summary>
    Warn,

    /// <summary>Invocations are refused until the period ends.</summary>
    Refuse,
}

/// <summary>How much invocations may cost, as Amazon Bedrock would price them.</summary>
/// <param name="Name">Its name; printable ASCII.</param>
/// <param name="Account">Whose invocations; null: of each account for itself.</param>
/// <param name="Model">Of which models together; null: of all.</param>
/// <param name="Profile">Through which application inference profile; null: through any or none.</param>
/// <param name="TagKey">Through which profiles, by a tag of theirs; null: tags don't matter.</param>
/// <param name="TagValue">The tag's value; null: any.</param>
/// <param name="Period">How long it lasts.</param>
/// <param name="Usd">US dollars.</param>
/// <param name="Action">What happens when it is spent.</param>
public sealed record BudgetRule(
    string Name,
    string? Account,
    ModelPattern? Model,
    string? Profile,
    string? TagKey,
    string? TagValue,
    BudgetPeriod Period,
    decimal Usd,
    BudgetAction Action)
{
    /// <summary>Whether the budget means an invocation.</summary>
    /// <param name="account">Who pays.</param>
    /// <param name="model">The catalog's id of the model.</param>
    /// <param name="profile">The profile's id; null for none.</param>
    /// <param name="tags">The profile's tags.</param>
    internal bool Means(string account, string model, string? profile, IReadOnlyDictionary<string, string> tags) =>
        (Account is null || Account == account)
        && Model?.Matches(model) != false
        && (Profile is null || Profile == profile)
        && (TagKey is null
            || (tags.TryGetValue(TagKey, out var value) && (TagValue is null || TagValue == value)));
}

/// <summary>The budgets; each holds for itself.</summary>
/// <param name="Rules">The budgets.</param>
public sealed record BudgetOptions(IReadOnlyList<BudgetRule> Rules);
