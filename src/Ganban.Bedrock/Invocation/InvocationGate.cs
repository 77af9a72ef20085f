using Ganban.Bedrock.Budgets;
using Ganban.Bedrock.Faults;
using Ganban.Bedrock.Quotas;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// What stands before the engines: every use of one passes here after access and validation. Faults on purpose come
/// first, then budgets, then quotas; what is refused has cost nothing.
/// </summary>
internal sealed partial class InvocationGate(
    QuotaBook quotas,
    BudgetBook budgets,
    FaultPlan faults,
    TimeProvider clock,
    ILogger<InvocationGate> logger)
{
    private const int TokenCharacters = 4; // about what a token has, until the engine has counted

    /// <summary>Lets an answer of an engine begin. The admission is to be disposed when it is over.</summary>
    /// <param name="context">The call; its notes know the model.</param>
    /// <param name="promptCharacters">Characters of the prompt's texts.</param>
    /// <param name="outputTokensMax">The most tokens of the answer; null: the model's most.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="ModelledException">A fault, a budget or a quota ends it here.</exception>
    public async ValueTask<Admission> Admit(
        OperationContext context,
        long promptCharacters,
        int? outputTokensMax,
        CancellationToken cancellationToken)
    {
        var notes = context.Notes<InvocationNotes>();
        var model = notes.Model!;
        var isFirst = !notes.IsAdmitted;
        if (isFirst)
        {
            await Fail(context, cancellationToken);
            await budgets.Check(context, cancellationToken);
        }

        // An invocation with several answers is one request, and goes on once it has begun. Quotas are those of
        // on-demand use.
        var key = new QuotaKey(context.Account, context.Region, model.Id);
        var rule = notes.IsBatch || notes.IsProvisioned ? null : quotas.Rule(key);
        var asked = isFirst ? (promptCharacters + TokenCharacters - 1) / TokenCharacters : 0;
        asked += outputTokensMax ?? model.OutputTokensMax ?? 0;
        if (rule is not null && isFirst)
        {
            Take(key, rule, asked, context.RequestId);
        }
        else
        {
            quotas.Charge(key, rule, asked);
        }

        notes.IsAdmitted = true;
        return new Admission(context, budgets, clock)
        {
            Reserved = asked,
            OutputBurndown = rule?.BurndownOf(model.Id) ?? 1,
            ChargeQuota = used => quotas.Charge(key, rule, used),
        };
    }

    /// <summary>Lets tokens be counted: a request that uses no tokens and costs nothing.</summary>
    /// <exception cref="ModelledException">A fault or a quota ends it here.</exception>
    public async ValueTask AdmitCount(OperationContext context, CancellationToken cancellationToken)
    {
        await Fail(context, cancellationToken);
        var notes = context.Notes<InvocationNotes>();
        var key = new QuotaKey(context.Account, context.Region, notes.Model!.Id);
        if (!notes.IsProvisioned && quotas.Rule(key) is { } rule)
        {
            Take(key, rule, tokens: 0, context.RequestId);
        }
    }

    private void Take(QuotaKey key, QuotaRule rule, long tokens, string requestId)
    {
        if (quotas.Take(key, rule, requests: 1, tokens) is { } refusal)
        {
            var (quota, limit, asked, seconds) = (refusal.Quota, refusal.Limit, refusal.Asked, refusal.Seconds);
            LogRefused(quota, limit, key.Model, key.Account, key.Region, asked, seconds, requestId);
            throw refusal.ToError();
        }
    }

    private async ValueTask Fail(OperationContext context, CancellationToken cancellationToken)
    {
        if (faults.For(context) is not { } fault)
        {
            return;
        }

        context.Notes<InvocationNotes>().Fault = fault;
        context.Header(FaultPlan.Header, fault.Text);
        if (fault.LatencyMilliseconds > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(fault.LatencyMilliseconds), clock, cancellationToken);
        }

        if (fault.ToError() is { } error)
        {
            throw error;
        }
    }

    [LoggerMessage(
        1,
        LogLevel.Information,
        "The quota {Quota} ({Limit}) of {Model} for account {Account} in {Region} refuses {Asked}; "
        + "it clears in {Seconds} s (request {RequestId})")]
    private partial void LogRefused(
        string quota,
        long limit,
        string model,
        string account,
        string region,
        long asked,
        long? seconds,
        string requestId);
}
