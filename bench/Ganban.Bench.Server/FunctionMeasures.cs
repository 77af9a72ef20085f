using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Ganban.Bench.Server;

/// <summary>What a call of a function costs beside what the function does: functions that return their event.</summary>
internal static class FunctionMeasures
{
    /// <summary>The verb that starts them.</summary>
    public const string Verb = "functions";

    private const string Service = "lambda";
    private const int Calls = 2000;
    private const int Connections = 8;
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(4);

    private static readonly (string Runtime, string Handler, string File, string Source)[] Functions =
    [
        ("python3.12", "app.handler", "app.py", "def handler(event, context): return event\n"),
        ("nodejs22.x", "index.handler", "index.mjs", "export const handler = async (event) => event;\n"),
    ];

    /// <summary>Measures the first call, warm ones one after another, and warm ones at once.</summary>
    public static async Task Run()
    {
        await using var server = await ServerProcess.Start();
        foreach (var (runtime, handler, file, source) in Functions)
        {
            var name = runtime.Split('.')[0];
            await Create(server.Address, name, runtime, handler, Zip(file, source));
            var path = $"/2015-03-31/functions/{name}/invocations";
            var first = (await Times(server.Address, path, 1))[0];
            await Times(server.Address, path, Calls / 4);
            var warm = await Times(server.Address, path, Calls);
            Array.Sort(warm);
            Figures.Say($"{runtime}: first call {first:F0} ms; warm median {warm[Calls / 2]:F2} ms, 99 % {warm[Calls * 99 / 100]:F2} ms");
            using var http = Client.Http(server.Address, Connections);
            await Rate(http, server.Address, path); // starts the processes
            Figures.Say($"{runtime}: {await Rate(http, server.Address, path):F0} calls/s at {Connections} connections");
        }
    }

    private static async Task Create(Uri address, string name, string runtime, string handler, byte[] zip)
    {
        using var http = Client.Http(address, 1);
        var body = JsonSerializer.Serialize(new
        {
            FunctionName = name,
            Runtime = runtime,
            Handler = handler,
            Role = "arn:aws:iam::000000000000:role/any",
            Code = new { ZipFile = Convert.ToBase64String(zip) },
        });
        using var request = Client.Signed(HttpMethod.Post, address, "/2015-03-31/functions", body, Service);
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<double[]> Times(Uri address, string path, int count)
    {
        using var http = Client.Http(address, 1);
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            using var request = Client.Signed(HttpMethod.Post, address, path, """{"a":1}""", Service);
            var started = Stopwatch.GetTimestamp();
            using var response = await http.SendAsync(request);
            await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return times;
    }

    private static async Task<double> Rate(HttpClient http, Uri address, string path)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            var count = 0;
            while (Stopwatch.GetElapsedTime(started) < Load)
            {
                using var request = Client.Signed(HttpMethod.Post, address, path, """{"a":1}""", Service);
                using var response = await http.SendAsync(request);
                await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
                count++;
            }

            return count;
        }));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static byte[] Zip(string file, string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(file).Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
