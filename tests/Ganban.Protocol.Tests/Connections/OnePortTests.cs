using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Ganban.Protocol.Connections;

namespace Ganban.Protocol.Tests.Connections;

public sealed class OnePortTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-oneport-").FullName;

    [Fact]
    public async Task One_port_speaks_http1_http2_and_tls_with_both()
    {
        using var certificate = DevelopmentCertificate.LoadOrCreate(_folder, TimeProvider.System);
        await using var server = await OnePortServer.StartAsync(certificate);
        using var client = Client();

        Assert.Equal(
            "HTTP/1.1 http 5", await PostAsync(client, $"http://127.0.0.1:{server.Port}/", HttpVersion.Version11));
        Assert.Equal(
            "HTTP/2 http 5", await PostAsync(client, $"http://127.0.0.1:{server.Port}/", HttpVersion.Version20));
        Assert.Equal(
            "HTTP/1.1 https 5", await PostAsync(client, $"https://127.0.0.1:{server.Port}/", HttpVersion.Version11));
        Assert.Equal(
            "HTTP/2 https 5", await PostAsync(client, $"https://127.0.0.1:{server.Port}/", HttpVersion.Version20));
    }

    [Fact]
    public async Task The_servers_addresses_name_the_port_that_was_bound()
    {
        using var certificate = DevelopmentCertificate.LoadOrCreate(_folder, TimeProvider.System);
        await using var server = await OnePortServer.StartAsync(certificate);

        Assert.NotEqual(0, server.Port);
        Assert.Equal(
            [$"http://127.0.0.1:{server.Port}", $"https://127.0.0.1:{server.Port}"], server.Urls.Distinct().Order());
    }

    [Fact]
    public async Task Without_a_certificate_tls_is_refused_with_an_alert_and_clear_text_still_works()
    {
        await using var server = await OnePortServer.StartAsync();
        using var client = Client();
        var error = await Assert.ThrowsAsync<HttpRequestException>(
            () => PostAsync(client, $"https://127.0.0.1:{server.Port}/", HttpVersion.Version11));
        Assert.IsType<AuthenticationException>(error.InnerException);

        using var raw = await server.ConnectAsync();
        await raw.GetStream().WriteAsync(new byte[] { 0x16, 0x03, 0x01, 0x00, 0x05 });
        Assert.Equal([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28], await ReadToEndAsync(raw.GetStream()));
        Assert.Equal(
            "HTTP/1.1 http 5", await PostAsync(client, $"http://127.0.0.1:{server.Port}/", HttpVersion.Version11));
    }

    [Fact]
    public async Task Large_bodies_pass_in_every_protocol()
    {
        using var certificate = DevelopmentCertificate.LoadOrCreate(_folder, TimeProvider.System);
        await using var server = await OnePortServer.StartAsync(certificate);
        using var client = Client();
        foreach (var url in (string[])[$"http://127.0.0.1:{server.Port}/", $"https://127.0.0.1:{server.Port}/"])
        {
            var answers = new[]
            {
                await PostAsync(client, url, HttpVersion.Version11, 3_000_000),
                await PostAsync(client, url, HttpVersion.Version20, 3_000_000),
            };
            Assert.All(answers, answer => Assert.EndsWith(" 3000000", answer, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_request_that_arrives_byte_by_byte_is_answered()
    {
        await using var server = await OnePortServer.StartAsync();
        using var client = await server.ConnectAsync();
        client.NoDelay = true;
        foreach (var character in "PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        {
            await client.GetStream().WriteAsync(new[] { (byte)character });
        }

        var answer = Encoding.ASCII.GetString(await ReadToEndAsync(client.GetStream()));
        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PR", "I * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r", "\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "")]
    public async Task A_preface_in_two_pieces_is_recognised_and_answered_with_settings(string first, string second)
    {
        await using var server = await OnePortServer.StartAsync();
        using var client = await server.ConnectAsync();
        client.NoDelay = true;
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(first));
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(second));
        await client.GetStream().WriteAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 }); // empty SETTINGS

        var header = new byte[9];
        await client.GetStream().ReadExactlyAsync(header).AsTask().WaitAsync(s_patience);
        Assert.Equal(4, header[3]); // SETTINGS
    }

    [Theory]
    [InlineData("PRIVATE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("\0\u0001\u0002\u0003\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", "\0\0\u0008\u0007")] // Kestrel's HTTP/1 sends GOAWAY here
    public async Task What_is_neither_http2_nor_tls_gets_http1s_answer(string sent, string answer)
    {
        await using var server = await OnePortServer.StartAsync();
        using var client = await server.ConnectAsync();
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(sent));
        Assert.StartsWith(
            answer, Encoding.ASCII.GetString(await ReadToEndAsync(client.GetStream())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PRI * HTTP")]
    public async Task A_client_that_leaves_early_is_let_go(string sent)
    {
        await using var server = await OnePortServer.StartAsync();
        using var client = await server.ConnectAsync();
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(sent));
        client.Client.Shutdown(SocketShutdown.Send);
        await ReadToEndAsync(stream);

        using var http = Client();
        Assert.Equal(
            "HTTP/1.1 http 5", await PostAsync(http, $"http://127.0.0.1:{server.Port}/", HttpVersion.Version11));
    }

    [Fact]
    public async Task A_silent_client_is_let_go_when_its_time_is_over()
    {
        var clock = new FiredClock();
        await using var server = await OnePortServer.StartAsync(options: new OnePortOptions { Clock = clock });
        using var client = await server.ConnectAsync();
        await client.GetStream().WriteAsync("PRI"u8.ToArray());
        (await clock.TimerMade.Task.WaitAsync(s_patience)).Fire();

        Assert.Empty(await ReadToEndAsync(client.GetStream()));
        Assert.Equal(TimeSpan.FromSeconds(10), clock.DueTime);
    }

    [Fact]
    public async Task Silent_clients_fill_only_their_own_places()
    {
        var options = new OnePortOptions { UndecidedConnectionsMax = 3 };
        await using var server = await OnePortServer.StartAsync(options: options);
        List<TcpClient> silent =
            [await server.ConnectAsync(), await server.ConnectAsync(), await server.ConnectAsync()];
        using var http = Client();
        Assert.Equal(
            "HTTP/1.1 http 5", await PostAsync(http, $"http://127.0.0.1:{server.Port}/", HttpVersion.Version11));

        silent.Add(await server.ConnectAsync());
        var waiting = PostAsync(http, $"http://127.0.0.1:{server.Port}/", HttpVersion.Version20);
        silent.ForEach(client => client.Dispose());
        Assert.Equal("HTTP/2 http 5", await waiting.WaitAsync(s_patience));
    }

    [Fact]
    public async Task Many_clients_of_all_protocols_connect_at_once()
    {
        using var certificate = DevelopmentCertificate.LoadOrCreate(_folder, TimeProvider.System);
        await using var server = await OnePortServer.StartAsync(certificate);
        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(async i =>
        {
            using var client = Client();
            var scheme = i % 2 == 0 ? "http" : "https";
            var version = i % 4 < 2 ? HttpVersion.Version11 : HttpVersion.Version20;
            var answer = await PostAsync(client, $"{scheme}://127.0.0.1:{server.Port}/", version);
            return answer == $"HTTP/{(version == HttpVersion.Version11 ? "1.1" : "2")} {scheme} 5";
        }));
        Assert.All(answers, Assert.True);
    }

    [Fact]
    public async Task A_server_stops_with_connections_in_every_state_and_its_port_is_free_again()
    {
        using var http = Client();
        var port = 0;
        for (var round = 0; round < 10; round++)
        {
            await using var server = await OnePortServer.StartAsync(port: port);
            port = server.Port;
            using var silent = await server.ConnectAsync();
            using var half = await server.ConnectAsync();
            await half.GetStream().WriteAsync("PRI *"u8.ToArray());
            Assert.Equal("HTTP/2 http 5", await PostAsync(http, $"http://127.0.0.1:{port}/", HttpVersion.Version20));

            await server.StopAsync().WaitAsync(s_patience);
            Assert.Empty(await ReadToEndAsync(silent.GetStream()));
            Assert.Empty(await ReadToEndAsync(half.GetStream()));
            using var late = new TcpClient();
            await Assert.ThrowsAnyAsync<SocketException>(() => late.ConnectAsync(IPAddress.Loopback, port));
        }
    }

    [Fact]
    public async Task A_port_in_use_is_reported_at_start()
    {
        await using var first = await OnePortServer.StartAsync();
        await Assert.ThrowsAsync<IOException>(() => OnePortServer.StartAsync(port: first.Port));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static HttpClient Client() => new(new SocketsHttpHandler
    {
        SslOptions =
        {
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=Ganban development",
        },
    });

    private static async Task<string> PostAsync(HttpClient client, string url, Version version, int bodyBytes = 5)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[bodyBytes]),
        };
        using var response = await client.SendAsync(request).WaitAsync(s_patience);
        return await response.Content.ReadAsStringAsync();
    }

    // A reset counts as an end: what matters here is that the server let go.
    private static async Task<byte[]> ReadToEndAsync(NetworkStream stream)
    {
        using var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received).WaitAsync(s_patience);
        }
        catch (IOException)
        {
        }

        return received.ToArray();
    }
}
