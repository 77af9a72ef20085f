using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Ganban.Protocol.Connections;

/// <summary>
/// The one real listening socket behind several Kestrel endpoints:
/// accept → look at the first bytes without consuming them → hand over to the endpoint of the recognised protocol.
/// Kestrel's own clear-text endpoints speak either HTTP/1 or HTTP/2, never both, which is why the choice is made here.
/// </summary>
internal sealed class OnePort(IPEndPoint endPoint, OnePortOptions options, bool acceptsTls) : IAsyncDisposable
{
    // Kestrel takes a connection as soon as it is offered; the bound only matters while it is stopping or starved.
    private const int HandoverMax = 64;

    // A fatal alert (21, TLS 1.2): handshake_failure (40). The client learns that nobody speaks TLS here.
    private static readonly byte[] s_handshakeFailure = [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28];

    private readonly Channel<ConnectionContext>[] _recognised =
        [.. Enum.GetValues<WireProtocol>().Select(_ => Channel.CreateBounded<ConnectionContext>(HandoverMax))];

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _bindOrUnbind = new(1);
    private readonly SemaphoreSlim _mayLook = new(options.UndecidedConnectionsMax);
    private readonly TaskCompletionSource _allDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running = 1; // the accept loop and every look
    private IConnectionListener? _listener;
    private IConnectionListener? _listenerToDispose;

    /// <summary>The address asked for; its port may be 0.</summary>
    public IPEndPoint EndPoint { get; } = endPoint;

    /// <summary>Binds the socket at the first call and gives out the share of one protocol.</summary>
    public async Task<OnePortListener> BindAsync(
        WireProtocol protocol, IConnectionListenerFactory sockets, CancellationToken cancellationToken)
    {
        await _bindOrUnbind.WaitAsync(cancellationToken);
        try
        {
            if (_listener is null)
            {
                _listener = await sockets.BindAsync(EndPoint, cancellationToken);
                _listenerToDispose = _listener;
                _ = AcceptAllAsync(_listener);
            }

            return new OnePortListener(this, _recognised[(int)protocol].Reader, _listener.EndPoint);
        }
        finally
        {
            _bindOrUnbind.Release();
        }
    }

    /// <summary>
    /// Stops accepting for all protocols; connections not yet recognised are closed. May be called repeatedly.
    /// </summary>
    public async ValueTask UnbindAsync()
    {
        await _bindOrUnbind.WaitAsync();
        try
        {
            if (_listener is not null && !_stopping.IsCancellationRequested)
            {
                await _stopping.CancelAsync();
                await _listener.UnbindAsync();
                await _allDone.Task;
            }
        }
        finally
        {
            _bindOrUnbind.Release();
        }
    }

    /// <summary>Unbinds and frees the socket. May be called repeatedly, as every share's listener does.</summary>
    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        if (Interlocked.Exchange(ref _listenerToDispose, null) is { } listener)
        {
            await listener.DisposeAsync();
        }
    }

    private async Task AcceptAllAsync(IConnectionListener listener)
    {
        Exception? fault = null;
        try
        {
            while (await listener.AcceptAsync() is { } connection)
            {
                Interlocked.Increment(ref _running);
                _ = LookAndHandOverAsync(connection);

                // Waiting for a place only after this connection began means that one more than allowed is looked at,
                // and that no accepted connection is ever without an owner.
                await _mayLook.WaitAsync(_stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped while waiting for a place.
        }
        catch (Exception acceptFault)
        {
            fault = acceptFault; // Kestrel logs it when it asks for the next connection.
        }

        foreach (var channel in _recognised)
        {
            channel.Writer.TryComplete(fault);
        }

        Done();
    }

    private async Task LookAndHandOverAsync(ConnectionContext connection)
    {
        try
        {
            using var timeout = new CancellationTokenSource(options.FirstBytesTimeout, options.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
            var protocol = await RecogniseAsync(connection.Transport.Input, either.Token);
            if (protocol is null)
            {
                await connection.DisposeAsync();
            }
            else if (protocol == WireProtocol.Tls && !acceptsTls)
            {
                await connection.Transport.Output.WriteAsync(s_handshakeFailure, either.Token);
                await connection.DisposeAsync();
            }
            else
            {
                await _recognised[(int)protocol].Writer.WriteAsync(connection, _stopping.Token);
            }
        }
        catch (Exception refused)
        {
            // Too slow, gone, or the server stops: nobody else knows this connection, so it ends here.
            connection.Abort(
                new ConnectionAbortedException("The connection did not say in time what it speaks.", refused));
            await connection.DisposeAsync();
        }
        finally
        {
            _mayLook.Release();
            Done();
        }
    }

    // Returns null where the client closed before it sent anything.
    private static async ValueTask<WireProtocol?> RecogniseAsync(PipeReader input, CancellationToken cancellationToken)
    {
        long examinedBytes = 0;
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            var protocol = FirstBytes.Recognise(buffer);
            if (protocol is not null || result.IsCompleted)
            {
                // Nothing is consumed, and no more marked as examined than before: Kestrel's first read then returns
                // these bytes at once instead of waiting for further ones.
                input.AdvanceTo(buffer.Start, buffer.GetPosition(examinedBytes));
                return protocol ?? (buffer.IsEmpty ? null : WireProtocol.Http1);
            }

            examinedBytes = buffer.Length;
            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private void Done()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _allDone.TrySetResult();
        }
    }
}
