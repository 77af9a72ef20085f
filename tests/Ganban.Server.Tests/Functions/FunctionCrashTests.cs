using System.Globalization;
using System.Text.Json;
using Ganban.Server.Tests.Clients;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Functions;

/// <summary>A server that is killed while functions run.</summary>
public sealed class FunctionCrashTests : IAsyncLifetime
{
    private const string Source = """
        import os, time
        def handler(event, context):
            with open(event['file'], 'a') as f: f.write(f'{os.getpid()}\n')
            while not os.path.exists(event['go']): time.sleep(0.02)
            with open(event['file'], 'a') as f: f.write('done\n')
        """;

    private readonly GanbanServer _server = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-crash-").FullName;

    public Task InitializeAsync() => _server.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Boto3Fact]
    public async Task No_process_outlives_a_killed_server_and_the_next_one_repeats_the_event()
    {
        var file = Path.Combine(_folder, "pids");
        var go = Path.Combine(_folder, "go");
        using (var sdk = await Client())
        {
            await sdk.Call(Line("CreateFunction", new
            {
                FunctionName = "long",
                Runtime = "python3.12",
                Role = "arn:aws:iam::000000000000:role/any",
                Handler = "app.handler",
                Timeout = 600,
                Code = new { ZipFile = ClientServer.Bytes(FunctionCalls.Zip("app.py", Source)) },
            }));
            var sent = await sdk.Call(Line("Invoke", new
            {
                FunctionName = "long",
                InvocationType = "Event",
                Payload = ClientServer.Blob(JsonSerializer.Serialize(new { file, go })),
            }));
            Assert.Equal(202, (int)sent.Output["StatusCode"]!);
        }

        var pid = int.Parse((await Lines(file, 1))[0], CultureInfo.InvariantCulture);
        _server.Process.Kill();
        await _server.Process.WaitForExitAsync();
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (Directory.Exists($"/proc/{pid}") && !(await File.ReadAllTextAsync($"/proc/{pid}/stat")).Contains(") Z "))
        {
            await Task.Delay(20, late.Token);
        }

        await File.WriteAllTextAsync(go, "");
        await _server.InitializeAsync();
        Assert.Equal("done", (await Lines(file, 3))[2]);
    }

    private Task<SdkProcess> Client() => SdkProcess.Start(false, ClientServer.Environment(_server.Address));

    private static System.Text.Json.Nodes.JsonObject Line(string operation, object input) =>
        ClientServer.Line(Sdk.Boto3, "lambda", operation, input, null);

    private static async Task<string[]> Lines(string file, int count)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var lines = File.Exists(file) ? await File.ReadAllLinesAsync(file, late.Token) : [];
            if (lines.Length >= count)
            {
                return lines;
            }

            await Task.Delay(20, late.Token);
        }
    }
}
