using System.Net.Sockets;
using System.Text;
using Ganban.TestKit;

namespace Ganban.Fuzz.Tests;

/// <summary>
/// What is no HTTP request at all, or only half of one: the connection ends or an error comes, and the server goes on.
/// </summary>
public sealed class RawSocketTests(GanbanServer server) : IClassFixture<GanbanServer>
{
    private const int Seed = 20260104;
    private static readonly TimeSpan s_endMax = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Broken =>
    [
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "GET /foundation-models\r\n\r\n",
        "GET /foundation-models HTTP/1.1\r\n\r\n",
        "GET /foundation-models HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /foundation-models HTTP/1.1\r\nHost localhost\r\n\r\n",
        "GET /foundation-models HTTP/1.1\r\nHost: localhost\r\nA\0B: c\r\n\r\n",
        "GET /foundation-models HTTP/1.1\r\nHost: localhost\r\nA: \u00ff\r\n\r\n",
        "GET /\u00ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET foundation-models HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://localhost/foundation-models HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET a: HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /?? HTTP/1.0\r\n\r\n",
        "POST /model/a/invoke HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /model/a/invoke HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /model/a/invoke HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2147483647\r\n\r\n{}",
        "POST /model/a/invoke HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}}",
        "POST /model/a/invoke HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /model/a/invoke HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
        "POST /model/a/invoke HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n{}",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nthese are no frames at all, they only look as long as some",
        "PRI * HTTP/2.0\r\n\r\n",
        "\u0016\u0003\u0001\u0000\u0005hello",
        "\u0016\u0003\u0001\u00ff\u00ff",
    ];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Broken_http_ends_the_connection_or_gets_an_error(string sent)
    {
        AssertRefused(await Exchange(Encoding.Latin1.GetBytes(sent)));

        await AssertAnswers();
    }

    [Fact]
    public async Task Random_bytes_end_the_connection_or_get_an_error()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 60; i++)
        {
            var bytes = new byte[random.Next(1, 2000)];
            random.NextBytes(bytes);
            AssertRefused(await Exchange([.. Prefix(i), .. bytes]));
        }

        await AssertAnswers();
    }

    [Fact]
    public async Task Giant_request_lines_and_headers_are_refused()
    {
        var giant = new string('x', 200_000);

        AssertRefused(await Exchange(Encoding.ASCII.GetBytes($"GET /{giant} HTTP/1.1\r\nHost: localhost\r\n\r\n")));
        AssertRefused(await Exchange(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: localhost\r\nA: {giant}\r\n\r\n")));
        await AssertAnswers();
    }

    [Fact]
    public async Task Requests_left_half_open_do_not_keep_others_waiting()
    {
        string[] halves =
        [
            "", "G", "GET /foundation-models HTTP/1.1\r\nHost: loc", "PRI * HTTP/2.0\r\n", "\u0016\u0003",
            "POST /model/a/converse HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"messages\"",
            "POST /model/a/invoke-with-bidirectional-stream HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
        ];
        var open = new List<TcpClient>();
        try
        {
            foreach (var half in Enumerable.Repeat(halves, 15).SelectMany(all => all))
            {
                var client = new TcpClient();
                open.Add(client);
                await client.ConnectAsync(server.Address.Host, server.Address.Port);
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(half));
            }

            await AssertAnswers();
        }
        finally
        {
            open.ForEach(client => client.Dispose());
        }

        await AssertAnswers();
    }

    [Fact]
    public async Task A_body_that_never_comes_ends_with_a_modelled_error_and_the_connection()
    {
        var text = await Patient(
            "POST /model/a/converse HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{");

        Assert.StartsWith("HTTP/1.1 408", text, StringComparison.Ordinal);
        Assert.Contains("x-amzn-ErrorType: RequestTimeoutException:", text, StringComparison.Ordinal);
        await AssertAnswers();
    }

    [Theory]
    [InlineData("POST /model/a/invoke")]
    [InlineData("PUT /bucket/key?x-amz-signature=none")]
    public async Task A_chunk_larger_than_a_number_can_say_is_refused(string target)
    {
        var text = await Patient(
            $"{target} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{{}}");

        Assert.StartsWith("HTTP/1.1 4", text, StringComparison.Ordinal);
        await AssertAnswers();
    }

    private static byte[] Prefix(int number) => (number % 4) switch
    {
        0 => [],
        1 => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(),
        2 => [0x16, 0x03, 0x01, 0x00, 0xF0],
        _ => "POST /model/a/converse HTTP/1.1\r\nHost: localhost\r\n"u8.ToArray(),
    };

    // Sends the text, stays open, and reads until the server ends.
    private async Task<string> Patient(string text)
    {
        using var client = new TcpClient();
        using var patience = new CancellationTokenSource(s_endMax);
        using var answer = new MemoryStream();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, patience.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), patience.Token);
        await stream.CopyToAsync(answer, patience.Token);
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    // Sends the bytes, says that no more will come, and reads to the end.
    private async Task<byte[]> Exchange(byte[] bytes)
    {
        using var client = new TcpClient();
        using var patience = new CancellationTokenSource(s_endMax);
        await client.ConnectAsync(server.Address.Host, server.Address.Port, patience.Token);
        var stream = client.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(bytes, patience.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Closed by the server without reading all: that is a refusal too.
        }

        return answer.ToArray();
    }

    private static void AssertRefused(byte[] answer)
    {
        var text = Encoding.Latin1.GetString(answer);
        if (text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
        {
            Assert.StartsWith("HTTP/1.1 4", text, StringComparison.Ordinal);
        }
    }

    private async Task AssertAnswers()
    {
        Assert.True(server.IsAlive, server.Output);
        Assert.False(
            server.Output.Contains("failed by a fault of the server", StringComparison.Ordinal), server.Output);
        using var client = new FuzzClient(server.Address);
        var request = new FuzzCase { Name = $"afterwards (seed {Seed})", Method = "GET", Path = "/foundation-models" };
        Assert.Null(await client.Judge(request));
    }
}
