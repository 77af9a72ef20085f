namespace Ganban.Inference.Remote;

/// <summary>Ends a wait for an engine that stays silent; the clock runs only while somebody waits.</summary>
internal sealed class SilenceLimit : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private readonly CancellationToken _caller;

    public SilenceLimit(TimeProvider clock, CancellationToken caller)
    {
        _caller = caller;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _timer = clock.CreateTimer(
            static limit => ((SilenceLimit)limit!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled by the caller, or when a wait took too long.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether a wait took too long, and not the caller ended it.</summary>
    public bool IsOver => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Starts the clock.</summary>
    public void Start(TimeSpan limit) => _timer.Change(limit, Timeout.InfiniteTimeSpan);

    /// <summary>Stops the clock.</summary>
    public void Stop() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Fire()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The answer ended while the clock struck.
        }
    }
}
