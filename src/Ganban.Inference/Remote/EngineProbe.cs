namespace Ganban.Inference.Remote;

/// <summary>Looks whether an engine answers.</summary>
public sealed class EngineProbe : IDisposable
{
    private readonly EngineConnection _connection;
    private readonly Uri _address;

    /// <summary>A probe of the engine that <paramref name="options"/> describe.</summary>
    /// <param name="options">Address, key and limits.</param>
    /// <param name="path">The path below the address that costs the engine little.</param>
    /// <param name="clock">The clock of the time-outs; null for the system's.</param>
    public EngineProbe(RemoteEngineOptions options, string path, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _connection = new EngineConnection(options, clock ?? TimeProvider.System);
        _address = new Uri(options.Url.GetLeftPart(UriPartial.Path).TrimEnd('/') + path);
    }

    /// <summary>What is wrong; null for nothing.</summary>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<string?> Problem(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _connection.Ask(
                _ => ValueTask.FromResult(new HttpRequestMessage(HttpMethod.Get, _address)), cancellationToken);
            return null;
        }
        catch (RemoteEngineException e)
        {
            // Who has no such path is there all the same.
            return e.StatusCode is 404 or 405 ? null : e.Message;
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _connection.Dispose();
}
