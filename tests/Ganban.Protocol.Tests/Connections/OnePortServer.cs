using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Ganban.Protocol.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ganban.Protocol.Tests.Connections;

/// <summary>
/// A real server on a port of the system's choice that answers every request with its protocol and scheme.
/// </summary>
internal sealed class OnePortServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OnePortServer(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.First()).Port;

    public ICollection<string> Urls => _app.Urls;

    public static async Task<OnePortServer> StartAsync(
        X509Certificate2? certificate = null, OnePortOptions? options = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseOnePort(
            new IPEndPoint(IPAddress.Loopback, port), certificate is null ? null : () => certificate, options);
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            await context.Response.WriteAsync($"{context.Request.Protocol} {context.Request.Scheme} {body.Length}");
        });
        await app.StartAsync();
        return new OnePortServer(app);
    }

    public async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        return client;
    }

    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
