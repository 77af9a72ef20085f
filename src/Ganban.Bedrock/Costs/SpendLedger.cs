using System.Globalization;
using Ganban.Bedrock.Observation;
using Ganban.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.Costs;

/// <summary>
/// Sums what invocations cost and keeps the sums in the store, once a second. What is written is always the whole sum,
/// so that nothing is counted twice; a process that is killed loses the last second.
/// </summary>
public sealed partial class SpendLedger(ResourceStore store, TimeProvider clock, ILogger<SpendLedger> logger)
    : BackgroundService
{
    private const int WritesMax = 200; // documents that a transaction replaces
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _flush = new(1);
    private readonly Dictionary<SpendKey, SpendSum> _kept = [];
    private Dictionary<SpendKey, SpendSum> _added = [];

    /// <summary>Adds an invocation. It never waits.</summary>
    internal void Add(FinishedInvocation invocation)
    {
        if (invocation.Notes is not { Engine: not null, Model: { } model } notes)
        {
            return; // No engine took it.
        }

        var day = DayOf(invocation.At);
        var (caller, price) = (invocation.Caller, CallPrice.Of(invocation));
        var key = new SpendKey(
            day, caller.Account, caller.Region, model.Id, notes.ApplicationProfile, caller.PrincipalArn);
        var sum = new SpendSum(
            key,
            1,
            notes.InputTokens ?? 0,
            notes.OutputTokens ?? 0,
            notes.Cache?.ReadTokens ?? 0,
            notes.Cache?.WrittenTokens ?? 0,
            price.Usd ?? 0,
            price.Usd is null ? 1 : 0);
        Put(sum);
    }

    /// <summary>Writes what was added since. What can't be written is tried again with the next.</summary>
    public async Task Flush(CancellationToken cancellationToken)
    {
        await _flush.WaitAsync(CancellationToken.None);
        try
        {
            await FlushAlone(cancellationToken);
        }
        finally
        {
            _flush.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _flush.Dispose();
        base.Dispose();
    }

    private async Task FlushAlone(CancellationToken cancellationToken)
    {
        Dictionary<SpendKey, SpendSum> added;
        lock (_gate)
        {
            (added, _added) = (_added, []);
        }

        foreach (var some in added.Values.Chunk(WritesMax))
        {
            try
            {
                await Write(some, cancellationToken);
            }
            catch (Exception e)
            {
                Array.ForEach(some, Put);
                LogFailed(e);
            }
        }

        Forget();
    }

    /// <summary>Writes what was added last, then stops.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Flush(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Flush(CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private static string DayOf(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Put(SpendSum sum)
    {
        lock (_gate)
        {
            _added[sum.Key] = _added.TryGetValue(sum.Key, out var before) ? before.Plus(sum) : sum;
        }
    }

    // A sum counts as kept only after its commit: a second try writes the same whole sum, whatever became of the first.
    private async Task Write(SpendSum[] some, CancellationToken cancellationToken)
    {
        var wholes = new List<SpendSum>(some.Length);
        var writes = new List<Write>(some.Length * 2);
        foreach (var sum in some)
        {
            var whole = (await Kept(sum.Key, cancellationToken)).Plus(sum);
            wholes.Add(whole);
            writes.AddRange(
                SpendSum.Kind.Replace(Tenant.Global, new NewDocument<SpendSum>(sum.Key.Id, whole)));
        }

        await store.CommitAsync(writes, cancellationToken);
        wholes.ForEach(whole => _kept[whole.Key] = whole);
    }

    private async Task<SpendSum> Kept(SpendKey key, CancellationToken cancellationToken)
    {
        if (!_kept.TryGetValue(key, out var kept))
        {
            var stored = await store.GetAsync(Tenant.Global, SpendSum.Kind, key.Id, cancellationToken);
            _kept[key] = kept = stored?.Document ?? SpendSum.Empty(key);
        }

        return kept;
    }

    // Only today's sums grow, nearly always.
    private void Forget()
    {
        var today = DayOf(clock.GetUtcNow());
        lock (_gate)
        {
            foreach (var key in _kept.Keys.Where(key => key.Day != today && !_added.ContainsKey(key)).ToList())
            {
                _kept.Remove(key);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The sums of costs could not be written; they are tried again")]
    private partial void LogFailed(Exception exception);
}
