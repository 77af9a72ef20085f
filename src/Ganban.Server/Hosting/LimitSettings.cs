using Ganban.Bedrock.Budgets;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Faults;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Quotas;

namespace Ganban.Server.Hosting;

/// <summary>Checks quotas, budgets, costs and faults at start, and registers them.</summary>
internal static class LimitSettings
{
    /// <summary>Registers what the settings say.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services, ServerOptions options) => services
        .AddSingleton(new QuotaOptions([.. options.Quotas.Select(quota => quota.ToRule())]))
        .AddSingleton(new BudgetOptions([.. options.Budgets.Select(budget => budget.ToRule())]))
        .AddSingleton(new FaultOptions(options.Faults.Header, [.. options.Faults.Rules.Select(rule => rule.ToRule())]));

    /// <summary>Everything that is wrong, with the setting's name and what to do.</summary>
    public static IEnumerable<string> Problems(ServerOptions options)
    {
        foreach (var problem in options.Costs.Problems())
        {
            yield return problem;
        }

        for (var i = 0; i < options.Quotas.Count; i++)
        {
            var quota = options.Quotas[i];
            var ofModel = OfModel("Pattern", quota.Pattern);
            foreach (var problem in quota.Problems().Concat(OfAccount(quota.Account)).Concat(ofModel))
            {
                yield return $"Ganban:Quotas:{i}{problem}";
            }
        }

        for (var i = 0; i < options.Budgets.Count; i++)
        {
            var budget = options.Budgets[i];
            var ofModel = budget.Model.Length == 0 ? [] : OfModel("Model", budget.Model);
            foreach (var problem in budget.Problems().Concat(OfAccount(budget.Account)).Concat(ofModel))
            {
                yield return $"Ganban:Budgets:{i}{problem}";
            }
        }

        for (var i = 0; i < options.Faults.Rules.Count; i++)
        {
            foreach (var problem in options.Faults.Rules[i].Problems())
            {
                yield return $"Ganban:Faults:Rules:{i}{problem}";
            }
        }

        foreach (var twice in Twice(options))
        {
            yield return twice;
        }
    }

    private static IEnumerable<string> Twice(ServerOptions options) => options.Quotas
        .CountBy(quota => (quota.Account, quota.Pattern.ToUpperInvariant()))
        .Where(quota => quota.Value > 1)
        .Select(quota => $"Ganban:Quotas holds the pattern '{quota.Key.Item2}' {quota.Value} times for the same account. Give it once.")
        .Concat(options.Budgets.CountBy(budget => budget.Name).Where(budget => budget.Value > 1).Select(
            budget => $"Ganban:Budgets holds the name '{budget.Key}' {budget.Value} times. Give every name once."));

    private static IEnumerable<string> OfAccount(string account) =>
        account.Length == 0 || (account.Length == 12 && account.All(char.IsAsciiDigit))
            ? []
            : [$":Account must be twelve digits, not '{account}'."];

    private static IEnumerable<string> OfModel(string setting, string text)
    {
        var pattern = new ModelPattern(text);
        return ModelCatalog.Load().Models.Any(model => pattern.Matches(model.Id))
            ? []
            : [$":{setting} '{text}' means no model of the catalog. 'ganban models catalog' lists them."];
    }
}
