using System.Globalization;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Budgets;

/// <summary>The words of a budget that is spent.</summary>
internal static class BudgetErrors
{
    /// <summary>The header that tells of it.</summary>
    public const string Header = "x-ganban-budget";

    /// <summary>What the header says.</summary>
    public static string Describe(BudgetRule rule, decimal spent, string period) => string.Create(
        CultureInfo.InvariantCulture, $"{rule.Name}; spent={spent:0.######}; limit={rule.Usd:0.######}; period={period}");

    /// <summary>
    /// The refusal. AWS Budgets denies by a policy, and clients don't try again what they are denied.
    /// </summary>
    public static ModelledException Spent(BudgetRule rule, decimal spent, string period) =>
        new AccessDeniedException(string.Create(
            CultureInfo.InvariantCulture,
            $"The budget '{rule.Name}' of {rule.Usd:0.######} USD a {(rule.Period == BudgetPeriod.Day ? "day" : "month")} is spent ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"({spent:0.######} USD in {period}, UTC). Wait until that is over, or have the server's budget raised."))
        {
            Headers = [new(Header, Describe(rule, spent, period))],
        };
}
