namespace Ganban.Inference.Remote;

/// <summary>
/// Sends requests to an engine as they are made and gives its answers as they come, within the limits, retries and
/// faults of any other engine. Safe for concurrent use.
/// </summary>
public sealed class RawConnection : IDisposable
{
    private readonly EngineConnection _connection;

    /// <summary>A connection to the engine that <paramref name="options"/> describe.</summary>
    /// <param name="options">Limits; address and key are those of the requests.</param>
    /// <param name="clock">The clock of the time-outs; null for the system's.</param>
    public RawConnection(RemoteEngineOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _connection = new EngineConnection(options, clock ?? TimeProvider.System);
    }

    /// <summary>Sends a request; the answer, which is a success, is the caller's to dispose.</summary>
    /// <param name="request">Makes the request, anew for every try.</param>
    /// <param name="cancellationToken">Drops the connection.</param>
    /// <exception cref="RemoteEngineException">The engine can't be reached, is silent, or refuses; its reply is part of
    /// that.</exception>
    public async Task<RawAnswer> Send(
        Func<CancellationToken, ValueTask<HttpRequestMessage>> request,
        CancellationToken cancellationToken) =>
        new(await _connection.Ask(request, cancellationToken));

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _connection.Dispose();
}
