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
    private const int PageSize = 200;
    private const int QueuedMax = 10_000;
    private const int QueuedPerAccountMax = QueuedMax * 9 / 10;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BusyAgeMax = TimeSpan.FromHours(6); // as Lambda has it
    private readonly ResourceStore _store;
    private readonly IFunctionInvoker _invoker;
    private readonly FunctionsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<EventQueue> _logger;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly EventSchedule _schedule = new();
    private readonly List<Task> _calls = []; // of ExecuteAsync alone

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
        Require(_schedule.CountOf(function.Account), QueuedPerAccountMax, "events of this account wait for functions");
        Require(_schedule.Count, QueuedMax, "events wait for functions");

        var item = new QueuedEvent(
            function.Account, function.Region, function.QualifiedName, given.Payload.ToArray(), 0, _clock.GetUtcNow())
        {
            ClientContext = given.ClientContext,
        };
        _schedule.Add(await _store.CreateAsync(
            Tenant.Global,
            QueuedEvent.Kind,
            new NewDocument<QueuedEvent>(Guid.NewGuid().ToString("N"), item),
            cancellationToken));
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
        var kept = _store.ListAllAsync(
            Tenant.Global, QueuedEvent.Kind, new ListQuery { PageSize = PageSize }, cancellationToken);
        await foreach (var item in kept)
        {
            _schedule.Add(item);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var timer = _clock.CreateTimer(_ => _wake.Release(), null, LookInterval, LookInterval);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                Start(stoppingToken);
                await _wake.WaitAsync(stoppingToken);
                while (_wake.Wait(0, CancellationToken.None))
                {
                    // One look serves all that woke it.
                }
            }
        }
        finally
        {
            await Task.WhenAll(_calls);
        }
    }

    private void Start(CancellationToken stoppingToken)
    {
        _calls.RemoveAll(call => call.IsCompleted);
        _calls.AddRange(_schedule.Begin(_clock.GetUtcNow())
            .Select(id => Task.Run(() => Call(id, stoppingToken), CancellationToken.None)));
    }

    private static void Require(int count, int max, string what)
    {
        if (count >= max)
        {
            throw new FunctionException(FunctionFailure.Busy, $"Rate Exceeded. {max} {what} already.");
        }
    }

    private async Task Call(string id, CancellationToken stoppingToken)
    {
        var isFaulty = false;
        try
        {
            await Attempt(id, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It is tried again at the next start.
        }
        catch (Exception e)
        {
            LogFault(e, id);
            isFaulty = true; // as when the store can't write: the timer looks again
        }

        _schedule.End(id);
        if (!isFaulty && !stoppingToken.IsCancellationRequested)
        {
            _wake.Release();
        }
    }

    private async Task Attempt(string id, CancellationToken stoppingToken)
    {
        if (await _store.GetAsync(Tenant.Global, QueuedEvent.Kind, id, stoppingToken) is not { } item)
        {
            _schedule.Remove(id);
            return;
        }

        if (item.Document.Attempts > _options.RetryDelays.Count)
        {
            await GiveUp(item, "How the last attempt ended could not be kept: the server or its store ended first.");
            return;
        }

        // The attempt counts before it is made: an event that kills the server is not repeated for ever.
        var attempts = item.Document.Attempts + 1;
        var counted = item with { Document = item.Document with { Attempts = attempts } };
        var begun = await _store.UpdateAsync(Tenant.Global, QueuedEvent.Kind, counted, stoppingToken);
        var (error, isBusy) = await Call(begun, item.Document.Attempts, stoppingToken);
        if (!isBusy)
        {
            _schedule.Wake(id);
        }

        if (isBusy && _clock.GetUtcNow() < item.CreatedAt + BusyAgeMax)
        {
            _schedule.Rest(id, _clock.GetUtcNow() + _options.BusyDelay);
            await Postpone(begun, item.Document.Attempts, _options.BusyDelay);
        }
        else if (error is null)
        {
            await Delete(id);
        }
        else if (attempts <= _options.RetryDelays.Count)
        {
            await Postpone(begun, attempts, _options.RetryDelays[attempts - 1]);
        }
        else
        {
            await GiveUp(begun, error);
        }
    }

    private async Task GiveUp(Stored<QueuedEvent> item, string error)
    {
        LogGivenUp(item.Document.Function, item.Document.Account, item.Document.Attempts, error);
        await Delete(item.Id);
    }

    private async Task Delete(string id)
    {
        await _store.DeleteAsync(Tenant.Global, QueuedEvent.Kind, id, CancellationToken.None);
        _schedule.Remove(id);
    }

    private async Task Postpone(Stored<QueuedEvent> item, int attempts, TimeSpan delay)
    {
        var later = item.Document with { Attempts = attempts, NotBefore = _clock.GetUtcNow() + delay };
        await _store.UpdateAsync(
            Tenant.Global, QueuedEvent.Kind, item with { Document = later }, CancellationToken.None);
        _schedule.Postpone(item.Id, later.NotBefore);
    }

    private async Task<(string? Error, bool IsBusy)> Call(
        Stored<QueuedEvent> item, int attemptsBefore, CancellationToken stoppingToken)
    {
        var given = item.Document;
        try
        {
            var answer = await _invoker.InvokeAsync(
                new FunctionCall(given.Tenant, given.Function, new FunctionEvent(given.Payload, given.ClientContext)),
                stoppingToken);
            return (answer.Error, IsBusy: false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A server that stops is no failure of the function.
            await Postpone(item, attemptsBefore, TimeSpan.Zero);
            throw;
        }
        catch (FunctionException e)
        {
            return (e.Message, e.Failure == FunctionFailure.Busy);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Function {Function} of account {Account} failed {Attempts} times at an event, which is given up: {Error}")]
    private partial void LogGivenUp(string function, string account, int attempts, string error);

    [LoggerMessage(2, LogLevel.Error, "The event {Id} could not be handled")]
    private partial void LogFault(Exception exception, string id);
}
