using System.Globalization;
using Ganban.Bedrock.Budgets;
using Ganban.Bedrock.Quotas;
using Ganban.Storage;
using Microsoft.Extensions.Hosting;

namespace Ganban.Bedrock.Costs;

/// <summary>
/// Tells budgets and quotas of a day what was spent before the server started, before it takes requests.
/// </summary>
internal sealed class SpentBefore(ResourceStore store, BudgetBook budgets, QuotaBook quotas, TimeProvider clock)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!budgets.IsOn && !quotas.HasDays)
        {
            return;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var today = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await foreach (var sum in SpendReport.Sums(store, today[..8] + "01", null, cancellationToken))
        {
            await budgets.Begin(sum, cancellationToken);
            if (sum.Key.Day == today)
            {
                quotas.Begin(sum);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
