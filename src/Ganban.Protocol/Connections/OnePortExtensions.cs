using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ganban.Protocol.Connections;

/// <summary>Serves every protocol on one port.</summary>
public static class OnePortExtensions
{
    /// <summary>
    /// Makes Kestrel serve HTTP/1.1, clear-text HTTP/2 with prior knowledge and TLS (HTTP/1.1 or HTTP/2 by ALPN) on one
    /// TCP port. With port 0 the system chooses; the server's addresses (<c>WebApplication.Urls</c>) name the port once
    /// it has started, a line for each protocol.
    /// </summary>
    /// <param name="builder">The web host, such as <c>WebApplication.CreateSlimBuilder().WebHost</c>.</param>
    /// <param name="endPoint">Where to listen.</param>
    /// <param name="certificate">
    /// Gives the certificate for each TLS connection, with its private key, so that it can be replaced while running;
    /// null refuses TLS with an alert.
    /// </param>
    /// <param name="options">Limits, or null for the usual ones.</param>
    public static IWebHostBuilder UseOnePort(
        this IWebHostBuilder builder,
        IPEndPoint endPoint,
        Func<X509Certificate2>? certificate = null,
        OnePortOptions? options = null)
    {
        var port = new OnePort(endPoint, options ?? new OnePortOptions(), acceptsTls: certificate is not null);
        builder.ConfigureServices(services => services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConnectionListenerFactory, OnePortListenerFactory>()));
        builder.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(
                new OnePortEndPoint(port, WireProtocol.Http1), listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(
                new OnePortEndPoint(port, WireProtocol.Http2), listen => listen.Protocols = HttpProtocols.Http2);
            if (certificate is not null)
            {
                kestrel.Listen(new OnePortEndPoint(port, WireProtocol.Tls), listen =>
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(
                        new HttpsConnectionAdapterOptions { ServerCertificateSelector = (_, _) => certificate() });
                });
            }
        });
        return builder;
    }
}
