using System.Diagnostics.Metrics;
using System.Globalization;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Observation;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.Budgets;

/// <summary>
/// What of each budget is spent. The sums of what ended are in memory and begin with what the ledger kept; what runs at
/// the same time is not foreseen, so a budget can be exceeded by that much. Safe for concurrent use.
/// </summary>
internal sealed partial class BudgetBook
{
    private const int SpentMany = 1000; // new sums after which those of past periods are let go
    private static readonly Dictionary<string, string> NoTags = [];
    private readonly BudgetOptions _options;
    private readonly ResourceStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger<BudgetBook> _logger;
    private readonly Counter<long>? _exceeded;
    private readonly Lock _gate = new();
    private readonly Dictionary<(BudgetRule Rule, string Account), Spending> _spent = [];

    public BudgetBook(
        BudgetOptions options,
        ResourceStore store,
        TimeProvider clock,
        ILogger<BudgetBook> logger,
        IMeterFactory? meters = null)
    {
        (_options, _store, _clock, _logger) = (options, store, clock, logger);
        _exceeded = meters?.Create(InvocationMeter.Name).CreateCounter<long>(
            "ganban.budgets.exceeded", "{invocation}", "Invocations under a budget that is spent");
    }

    /// <summary>Whether there are any.</summary>
    public bool IsOn => _options.Rules.Count > 0;

    /// <summary>Looks at the budgets that mean an invocation before it begins, and notes them.</summary>
    /// <exception cref="ModelledException">One is spent and refuses.</exception>
    public async ValueTask Check(OperationContext context, CancellationToken cancellationToken)
    {
        if (!IsOn)
        {
            return;
        }

        var notes = context.Notes<InvocationNotes>();
        var tenant = new Tenant(context.Account, context.Region);
        notes.Budgets = await Meant(tenant, notes.Model!.Id, notes.ApplicationProfile, cancellationToken);
        var warnings = new List<string>();
        foreach (var rule in notes.Budgets)
        {
            var (period, spent, isNew) = Look(rule, context.Account);
            if (spent < rule.Usd)
            {
                continue;
            }

            if (isNew)
            {
                LogSpent(rule.Name, context.Account, rule.Usd, period, rule.Action);
            }

            _exceeded?.Add(
                1,
                new("budget", rule.Name),
                new("account", context.Account),
                new("action", rule.Action == BudgetAction.Refuse ? "refuse" : "warn"));
            if (rule.Action == BudgetAction.Refuse)
            {
                throw BudgetErrors.Spent(rule, spent, period);
            }

            warnings.Add(BudgetErrors.Describe(rule, spent, period));
        }

        if (warnings.Count > 0)
        {
            context.Header(BudgetErrors.Header, string.Join(", ", warnings));
        }
    }

    /// <summary>Charges the budgets that an invocation was noted for.</summary>
    public void Charge(OperationContext context, decimal usd)
    {
        foreach (var rule in context.Notes<InvocationNotes>().Budgets)
        {
            Charge(rule, context.Account, PeriodOf(rule, _clock.GetUtcNow()), usd);
        }
    }

    /// <summary>Charges what was spent before the server started.</summary>
    public async Task Begin(Costs.SpendSum sum, CancellationToken cancellationToken)
    {
        var key = sum.Key;
        var tenant = new Tenant(key.Account, key.Region);
        foreach (var rule in await Meant(tenant, key.Model, key.Profile, cancellationToken))
        {
            if (key.Day.StartsWith(PeriodOf(rule, _clock.GetUtcNow()), StringComparison.Ordinal))
            {
                Charge(rule, key.Account, PeriodOf(rule, _clock.GetUtcNow()), sum.Usd);
            }
        }
    }

    private static string PeriodOf(BudgetRule rule, DateTimeOffset at) => at.UtcDateTime.ToString(
        rule.Period == BudgetPeriod.Day ? "yyyy-MM-dd" : "yyyy-MM", CultureInfo.InvariantCulture);

    private async ValueTask<IReadOnlyList<BudgetRule>> Meant(
        Tenant tenant,
        string model,
        string? profile,
        CancellationToken cancellationToken)
    {
        var tags = profile is not null && _options.Rules.Any(rule => rule.TagKey is not null)
            ? await _store.GetTagsAsync(tenant, ApplicationProfiles.Arn(tenant, profile), cancellationToken)
            : NoTags;
        return [.. _options.Rules.Where(rule => rule.Means(tenant.Account, model, profile, tags))];
    }

    private void Charge(BudgetRule rule, string account, string period, decimal usd)
    {
        lock (_gate)
        {
            var before = _spent.GetValueOrDefault((rule, account));
            _spent[(rule, account)] = before?.Period == period
                ? before with { Usd = before.Usd + usd }
                : new Spending(period, usd, IsTold: false);
            if (before is null && _spent.Count % SpentMany == 0)
            {
                Forget();
            }
        }
    }

    private void Forget()
    {
        var now = _clock.GetUtcNow();
        foreach (var past in _spent.Where(one => one.Value.Period != PeriodOf(one.Key.Rule, now)).ToList())
        {
            _spent.Remove(past.Key);
        }
    }

    private (string Period, decimal Spent, bool IsNew) Look(BudgetRule rule, string account)
    {
        var period = PeriodOf(rule, _clock.GetUtcNow());
        lock (_gate)
        {
            var spending = _spent.GetValueOrDefault((rule, account));
            if (spending?.Period != period)
            {
                return (period, 0, false);
            }

            var isNew = spending.Usd >= rule.Usd && !spending.IsTold;
            if (isNew)
            {
                _spent[(rule, account)] = spending with { IsTold = true };
            }

            return (period, spending.Usd, isNew);
        }
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The budget {Budget} of account {Account} ({Usd} USD) is spent in {Period}; its action is {Action}")]
    private partial void LogSpent(string budget, string account, decimal usd, string period, BudgetAction action);

    private sealed record Spending(string Period, decimal Usd, bool IsTold);
}
