using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ganban.Protocol.Connections;

/// <summary>
/// Lets Kestrel bind <see cref="OnePortEndPoint"/>s; the bytes themselves move over Kestrel's socket transport.
/// </summary>
internal sealed class OnePortListenerFactory(IOptions<SocketTransportOptions> options, ILoggerFactory loggers)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);

    public bool CanBind(EndPoint endpoint) => endpoint is OnePortEndPoint;

    public async ValueTask<IConnectionListener> BindAsync(
        EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var share = (OnePortEndPoint)endpoint;
        return await share.Port.BindAsync(share.Protocol, _sockets, cancellationToken);
    }
}
