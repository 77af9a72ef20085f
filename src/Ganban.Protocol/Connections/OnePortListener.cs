using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Ganban.Protocol.Connections;

/// <summary>
/// Hands Kestrel the connections of one protocol. Kestrel unbinds all of a server's listeners together.
/// </summary>
internal sealed class OnePortListener(OnePort port, ChannelReader<ConnectionContext> recognised, EndPoint bound)
    : IConnectionListener
{
    public EndPoint EndPoint { get; } = bound;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await recognised.WaitToReadAsync(cancellationToken))
        {
            if (recognised.TryRead(out var connection))
            {
                return connection;
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => port.UnbindAsync();

    public async ValueTask DisposeAsync()
    {
        await port.UnbindAsync();
        while (recognised.TryRead(out var connection))
        {
            await connection.DisposeAsync();
        }

        await port.DisposeAsync();
    }
}
