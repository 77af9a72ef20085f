using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Ganban.Bench.Server;

/// <summary>
/// What the runtime adds to an engine that answers at once (a script): per request beside a bare endpoint that returns
/// the same bytes, per chunk of a stream, and per open stream. Ratios are of one run, measured in turns.
/// </summary>
internal static class RuntimeMeasures
{
    /// <summary>The verb that starts them.</summary>
    public const string Verb = "runtime";

    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";
    private const int Rounds = 5;
    private const int Requests = 2000;
    private const int Connections = 32;
    private const int Chunks = 1000;
    private const int Streams = 10_000;
    private static readonly string[] SlowPieces = ["one ", "two "];
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(4);

    private const string Turns = "\"messages\":[{\"role\":\"user\",\"content\":\"Quick, please.\"}]}";
    private const string Invoke = "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":64," + Turns;
    private const string Chat = "{\"model\":\"m\"," + Turns;
    private const string OwnChat = "{\"model\":\"openai.gpt-oss-20b-1:0\"," + Turns;

    /// <summary>Measures everything.</summary>
    /// <param name="gateway">The address of a peer's gateway; null for none.</param>
    public static async Task Run(Uri? gateway)
    {
        await using var bare = await ServerProcess.StartBare();
        var script = WriteScript();
        await using var server = await ServerProcess.Start(new Dictionary<string, string>
        {
            ["GANBAN__ENGINES__PLAY__KIND"] = "scripted",
            ["GANBAN__ENGINES__PLAY__SCRIPT"] = script,
            ["GANBAN__ENGINES__HOUSE__KIND"] = "openai",
            ["GANBAN__ENGINES__HOUSE__URL"] = new Uri(bare.Address, "v1").ToString(),
            ["GANBAN__ENGINES__HOUSE__MODEL"] = "m",
            ["GANBAN__BINDINGS__0__PATTERN"] = "*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "play",
            ["GANBAN__BINDINGS__1__PATTERN"] = "openai.gpt-oss-20b-1:0",
            ["GANBAN__BINDINGS__1__ENGINE"] = "house",
        });
        await Requesting(bare, server);
        await Streaming(server);
        await Holding(server);
        if (gateway is not null)
        {
            await Forwarding(bare, server, gateway);
        }
    }

    private static async Task Requesting(ServerProcess bare, ServerProcess server)
    {
        var path = $"/model/{Model}/invoke";
        var (ours, theirs) = (new List<double>(), new List<double>());
        var (load, bareLoad) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (own, other) = (await Latency(server.Address, path), await Latency(bare.Address, path));
            var (rate, bareRate) = (await Rate(server.Address, path), await Rate(bare.Address, path));
            if (round > 0) // The first warms up.
            {
                ours.Add(own);
                theirs.Add(other);
                load.Add(rate);
                bareLoad.Add(bareRate);
            }
        }

        var (own1, bare1) = (Figures.Median(ours), Figures.Median(theirs));
        Figures.Say($"InvokeModel alone: median {own1:F3} ms, bare {bare1:F3} ms, added {own1 - bare1:F3} ms");
        var (own32, bare32) = (Figures.Median(load), Figures.Median(bareLoad));
        Figures.Say($"InvokeModel at {Connections} connections: {own32:F0}/s, bare {bare32:F0}/s, share {own32 / bare32:F2}");
    }

    private static async Task Streaming(ServerProcess server)
    {
        const string body = """{"messages":[{"role":"user","content":[{"text":"Long, please."}]}]}""";
        using var http = Client.Http(server.Address, 1);
        var costs = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var before = server.ProcessorTime;
            for (var i = 0; i < 20; i++)
            {
                using var response = await http.SendAsync(
                    Client.Signed(HttpMethod.Post, server.Address, $"/model/{Model}/converse-stream", body));
                await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            }

            costs.Add((server.ProcessorTime - before).TotalMicroseconds / (20 * Chunks));
        }

        Figures.Say($"ConverseStream of {Chunks} chunks: {Figures.Median(costs[1..]):F1} µs of CPU a chunk");
    }

    // Streams over HTTP/2, a hundred on a connection, each silent after its first chunk until it is dropped.
    private static async Task Holding(ServerProcess server)
    {
        const string body = """{"messages":[{"role":"user","content":[{"text":"Slow, please."}]}]}""";
        using var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        using var http = new HttpClient(handler)
        {
            BaseAddress = server.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromMinutes(10),
        };
        Figures.Say($"memory before: {server.Memory >> 20} MiB");
        for (var round = 1; round <= 3; round++)
        {
            var open = new List<HttpResponseMessage>();
            foreach (var batch in Enumerable.Range(0, Streams).Chunk(200))
            {
                open.AddRange(await Task.WhenAll(batch.Select(_ => http.SendAsync(
                    Client.Signed(HttpMethod.Post, server.Address, $"/model/{Model}/converse-stream", body),
                    HttpCompletionOption.ResponseHeadersRead))));
            }

            var good = open.Count(response => response.IsSuccessStatusCode);
            var held = server.Memory;
            open.ForEach(response => response.Dispose());
            await Task.Delay(TimeSpan.FromSeconds(5));
            Figures.Say($"round {round}: {good} streams open {held >> 20} MiB, after their end {server.Memory >> 20} MiB");
        }
    }

    private static async Task Forwarding(ServerProcess bare, ServerProcess server, Uri gateway)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var rate = await Client.PostsPerSecond(
                server.Address,
                "/openai/v1/chat/completions",
                OwnChat,
                Connections,
                Load,
                [("authorization", "Bearer test")]);
            var peer = await Client.PostsPerSecond(
                gateway,
                "/v1/chat/completions",
                Chat,
                Connections,
                Load,
                [
                    ("authorization", "Bearer x"), ("x-portkey-provider", "openai"),
                    ("x-portkey-custom-host", new Uri(bare.Address, "v1").ToString()),
                ]);
            if (round > 0)
            {
                ours.Add(rate);
                theirs.Add(peer);
            }
        }

        var (mine, its) = (Figures.Median(ours), Figures.Median(theirs));
        Figures.Say($"chat completions of one upstream: {mine:F0} requests/s, gateway {its:F0}, times {mine / its:F1}");
    }

    private static async Task<double> Latency(Uri address, string path)
    {
        using var http = Client.Http(address, 1);
        var times = new List<double>(Requests);
        for (var i = 0; i < Requests; i++)
        {
            using var request = Client.Signed(HttpMethod.Post, address, path, Invoke);
            var started = Stopwatch.GetTimestamp();
            using var response = await http.SendAsync(request);
            await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return Figures.Median(times);
    }

    private static Task<double> Rate(Uri address, string path) =>
        Client.PostsPerSecond(address, path, Invoke, Connections, Load, more: null);

    private static string WriteScript()
    {
        var path = Path.Combine(Path.GetTempPath(), $"ganban-bench-{Environment.ProcessId}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            rules = new object[]
            {
                new { when = new { user = "Quick" }, reply = new { text = "Certainly. Here is the answer." } },
                new { when = new { user = "Long" }, reply = new { pieces = Enumerable.Repeat("word ", Chunks) } },
                new
                {
                    when = new { user = "Slow" },
                    reply = new { pieces = SlowPieces, betweenMilliseconds = 600_000 },
                },
            },
        }));
        return path;
    }
}
