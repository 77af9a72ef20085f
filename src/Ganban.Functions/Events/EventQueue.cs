using Ganban.Functions.Execution;
using Ganban.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ganban.Functions.Events;

/// <summary>
/// Calls functions with the events that nobody waits for: a few at once, each until it succeeds, at most three times;
/// a function that takes no more calls is not called, so that counts for nothing.
/// An event is in the store before it is acknowledged and until it is over, so it survives a killed server.
/// </summary>
public sealed partial class EventQueue : BackgroundService
{
    private const int RunningMax = 8;
    private const int PageSize = 200;
    private const int QueuedMax = 10_000;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BusyAgeMax = TimeSpan.FromHours(6); // as Lambda has it
    private readonly ResourceStore _store;
    private readonly IFunctionInvoker _invoker;
    private readonly FunctionsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<EventQueue> _logger;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly HashSet<string> _running = [];
    private readonly Lock _gate = new();
    private int _queued; // those that run included

    /// <summary>Makes the queue.</summary>
    public EventQueue(
        ResourceStore store,
        IFunctionInvoker invoker,
        FunctionsOptions options,
        TimeProvider clock,
        ILogger<EventQueue> logger) =>
        (_store, _invoker, _options, _clock, _logger) = (store, invoker, options, clock, logger);

    /// <summary>Takes an event. When this returns it is kept.</summary>
    /// <param name="function">The function.</param>
    /// <param name="given">The event.</param>
    /// <param name="cancellationToken">Honoured until it is kept.</param>
    /// <exception cref="FunctionException">Too many events wait.</exception>
    public async Task Add(FunctionReference function, FunctionEvent given, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(given);
        if (Volatile.Read(ref _queued) >= QueuedMax)
        {
            throw new FunctionException(
                FunctionFailure.Busy, $"Rate Exceeded. {QueuedMax} events wait for functions already.");
        }

        var item = new QueuedEvent(
            function.Account, function.Region, function.QualifiedName, given.Payload.ToArray(), 0, _clock.GetUtcNow())
        {
            ClientContext = given.ClientContext,
        };
        await _store.CreateAsync(
            Tenant.Global,
            QueuedEvent.Kind,
            new NewDocument<QueuedEvent>(Guid.NewGuid().ToString("N"), item),
            cancellationToken);
        Interlocked.Increment(ref _queued);
        _wake.Release();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the server takes events, so that none is counted twice.
        Interlocked.Exchange(ref _queued, await All(cancellationToken).CountAsync(cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var timer = _clock.CreateTimer(_ => _wake.Release(), null, LookInterval, LookInterval);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Start(stoppingToken);
            await _wake.WaitAsync(stoppingToken);
            while (_wake.Wait(0, CancellationToken.None))
            {
                // One look serves all that woke it.
            }
        }
    }

    private async Task Start(CancellationToken stoppingToken)
    {
        if (IsFull())
        {
            return; // The end of one that runs wakes it again.
        }

        await foreach (var item in All(stoppingToken))
        {
            if (item.Document.NotBefore <= _clock.GetUtcNow() && TryBegin(item.Id))
            {
                _ = Task.Run(() => Call(item, stoppingToken), CancellationToken.None);
                if (IsFull())
                {
                    return;
                }
            }
        }
    }

    private IAsyncEnumerable<Stored<QueuedEvent>> All(CancellationToken stoppingToken) =>
        _store.ListAllAsync(Tenant.Global, QueuedEvent.Kind, new ListQuery { PageSize = PageSize }, stoppingToken);

    private bool IsFull()
    {
        lock (_gate)
        {
            return _running.Count >= RunningMax;
        }
    }

    // False for one that runs.
    private bool TryBegin(string id)
    {
        lock (_gate)
        {
            return _running.Add(id);
        }
    }

    private async Task Call(Stored<QueuedEvent> item, CancellationToken stoppingToken)
    {
        var isFaulty = false;
        try
        {
            await Attempt(item, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It is tried again at the next start.
        }
        catch (RevisionConflictException)
        {
            // It was read before its last attempt ended.
        }
        catch (Exception e)
        {
            LogFault(e, item.Document.Function);
            isFaulty = true; // as when the store can't write: the timer looks again
        }

        lock (_gate)
        {
            _running.Remove(item.Id);
        }

        if (!isFaulty && !stoppingToken.IsCancellationRequested)
        {
            _wake.Release();
        }
    }

    private async Task Attempt(Stored<QueuedEvent> item, CancellationToken stoppingToken)
    {
        // The attempt counts before it is made: an event that kills the server is not repeated for ever.
        var attempts = item.Document.Attempts + 1;
        var counted = item with { Document = item.Document with { Attempts = attempts } };
        var begun = await _store.UpdateAsync(Tenant.Global, QueuedEvent.Kind, counted, stoppingToken);
        var (error, isBusy) = await Call(begun.Document, stoppingToken);
        if (isBusy && _clock.GetUtcNow() < item.CreatedAt + BusyAgeMax)
        {
            await Postpone(begun, item.Document.Attempts, _options.BusyDelay);
            return;
        }

        if (error is not null && attempts <= _options.RetryDelays.Count)
        {
            await Postpone(begun, attempts, _options.RetryDelays[attempts - 1]);
            return;
        }

        if (error is not null)
        {
            LogGivenUp(item.Document.Function, item.Document.Account, attempts, error);
        }

        await _store.DeleteAsync(Tenant.Global, QueuedEvent.Kind, item.Id, CancellationToken.None);
        Interlocked.Decrement(ref _queued);
    }

    private Task Postpone(Stored<QueuedEvent> item, int attempts, TimeSpan delay)
    {
        var later = item.Document with { Attempts = attempts, NotBefore = _clock.GetUtcNow() + delay };
        return _store.UpdateAsync(
            Tenant.Global, QueuedEvent.Kind, item with { Document = later }, CancellationToken.None);
    }

    private async Task<(string? Error, bool IsBusy)> Call(QueuedEvent item, CancellationToken stoppingToken)
    {
        try
        {
            var answer = await _invoker.InvokeAsync(
                new FunctionCall(item.Tenant, item.Function, new FunctionEvent(item.Payload, item.ClientContext)),
                stoppingToken);
            return (answer.Error, IsBusy: false);
        }
        catch (FunctionException e)
        {
            return (e.Message, e.Failure == FunctionFailure.Busy);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Function {Function} of account {Account} failed {Attempts} times at an event, which is given up: {Error}")]
    private partial void LogGivenUp(string function, string account, int attempts, string error);

    [LoggerMessage(2, LogLevel.Error, "An event of function {Function} could not be handled")]
    private partial void LogFault(Exception exception, string function);
}
