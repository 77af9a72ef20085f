using System.Globalization;

namespace Ganban.Inference.Remote;

/// <summary>
/// Lets so many requests at a time through to an engine; as many more as it is told wait in order, the rest is refused.
/// Safe for concurrent use.
/// </summary>
public sealed class EngineGate : IDisposable
{
    private readonly int _concurrency;
    private readonly int _waitingMax;
    private readonly SemaphoreSlim _places;
    private int _inside;

    /// <summary>Opens the gate.</summary>
    /// <param name="concurrency">How many requests may be on their way, at least 1.</param>
    /// <param name="waitingMax">How many may wait, at least 0.</param>
    public EngineGate(int concurrency, int waitingMax)
    {
        (_concurrency, _waitingMax) = (concurrency, waitingMax);
        _places = new SemaphoreSlim(concurrency);
    }

    /// <summary>Takes a place, which is given back by disposing.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="patience">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RemoteEngineException">There is none in time, or too many wait already.</exception>
    public async ValueTask<IDisposable> Enter(string engine, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _inside) > (long)_concurrency + _waitingMax)
        {
            Interlocked.Decrement(ref _inside);
            throw Full(engine, $"{_waitingMax} requests are waiting already");
        }

        try
        {
            return await _places.WaitAsync(patience, cancellationToken)
                ? new Place(this)
                : throw Full(engine, "no place was free in time");
        }
        catch (Exception)
        {
            Interlocked.Decrement(ref _inside);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private RemoteEngineException Full(string engine, string why) => new(
        RemoteFault.Busy,
        engine,
        string.Create(
            CultureInfo.InvariantCulture,
            $"may answer {_concurrency} requests at a time, and {why}. Try again later, or raise its Concurrency."));

    private void Leave()
    {
        Interlocked.Decrement(ref _inside);
        try
        {
            _places.Release();
        }
        catch (ObjectDisposedException)
        {
            // The server stopped while an answer was under way.
        }
    }

    private sealed class Place(EngineGate gate) : IDisposable
    {
        private EngineGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
