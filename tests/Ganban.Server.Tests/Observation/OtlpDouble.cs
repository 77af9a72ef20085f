using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ganban.Server.Tests.Observation;

/// <summary>
/// A collector that keeps what it is sent. Names and texts of OTLP's bodies can be read as they stand.
/// </summary>
internal sealed class OtlpDouble : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _received = new();
    private readonly HttpListener _listener = new();
    private readonly Task _running;

    public OtlpDouble()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
        free.Stop();
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _running = Run();
    }

    public Uri Address { get; }

    /// <summary>All that came at a path, once a text is among it.</summary>
    public async Task<string> Received(string path, string text)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_received.GetValueOrDefault(path, "").Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(20, late.Token);
        }

        return _received[path];
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _running;
        _listener.Close();
    }

    private async Task Run()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext call;
            try
            {
                call = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await call.Request.InputStream.CopyToAsync(body);
            var text = Encoding.Latin1.GetString(body.ToArray());
            _received.AddOrUpdate(call.Request.Url!.AbsolutePath, text, (_, before) => before + text);
            call.Response.Close();
        }
    }
}
