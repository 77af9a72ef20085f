using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ganban.Protocol.Pipeline;

/// <summary>
/// Tells running requests to end: fires a while after the host began to stop, so that short requests finish by
/// themselves and long streams end with a proper last frame before the connections are closed.
/// </summary>
public sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    /// <summary>Watches the host's lifetime.</summary>
    public StopSignal(IHostApplicationLifetime lifetime, IOptions<ProtocolOptions> options, TimeProvider clock)
    {
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _registration = lifetime.ApplicationStopping.Register(() => _source.CancelAfter(options.Value.DrainTime));
    }

    /// <summary>Cancelled when running requests must end.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
