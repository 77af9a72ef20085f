using System.Text;
using Ganban.Functions.Execution;

namespace Ganban.Functions.Tests;

public sealed class EnvironmentPoolTests
{
    private const string Pid = "import os, time\ndef handler(event, context):\n    time.sleep(event)\n    return os.getpid()";
    private const string Waiting = """
        import os, time
        def handler(event, context):
            open(event + '.begun', 'w').close()
            while not os.path.exists(event): time.sleep(0.01)
        """;

    [PythonFact]
    public async Task A_function_takes_the_place_of_another_that_waits()
    {
        await using var server = FunctionServer.Open(options => options with { EnvironmentsMax = 1 });
        await server.AddPython("first", Pid);
        await server.AddPython("second", Pid);

        var first = await Answer(server, "first", "0");
        await Answer(server, "second", "0");

        Assert.NotEqual(first, await Answer(server, "first", "0"));
    }

    [PythonFact]
    public async Task Calls_beyond_those_that_may_wait_are_refused()
    {
        await using var server = FunctionServer.Open(options => options with { EnvironmentsMax = 1, WaitingMax = 2 });
        await server.AddPython("slow", Pid);
        var calls = Enumerable.Range(0, 8).Select(_ => server.Run("slow", "0.5")).ToList();

        var refused = await Assert.ThrowsAsync<FunctionException>(() => Task.WhenAll(calls));

        Assert.Equal(FunctionFailure.Busy, refused.Failure);
        Assert.Equal(3, calls.Count(call => call.IsCompletedSuccessfully));
    }

    [PythonFact]
    public async Task A_function_with_reserved_calls_has_no_more_at_once_whatever_version_is_called()
    {
        await using var server = FunctionServer.Open();
        await server.AddPython("scarce", Waiting, change: record => record with { ReservedConcurrency = 1 });
        await server.AddAlias("scarce", "live", FunctionReference.Latest);
        var go = Path.Combine(server.Folder, "go");

        Task<FunctionRun>[] calls = [server.Run("scarce", $"\"{go}\""), server.Run("scarce:live", $"\"{go}\"")];
        var refused = await Assert.ThrowsAsync<FunctionException>(async () => await await Task.WhenAny(calls));
        Assert.Equal(FunctionFailure.Busy, refused.Failure);

        await File.WriteAllTextAsync(go, "");
        await calls.Single(call => !call.IsFaulted);
        Assert.Null((await server.Run("scarce", $"\"{go}\"")).Answer.Error);
    }

    [PythonFact]
    public async Task A_caller_that_goes_leaves_the_function_to_its_end_and_its_place_is_free_again()
    {
        await using var server = FunctionServer.Open(options => options with { EnvironmentsMax = 1 });
        await server.AddPython("slow", Pid);
        var pid = await Answer(server, "slow", "0");
        using var gone = new CancellationTokenSource();
        var left = server.Runner.Run(FunctionServer.Reference("slow"), new FunctionEvent("0.3"u8.ToArray()), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        Assert.Equal(pid, await Answer(server, "slow", "0"));
    }

    [PythonFact]
    public async Task A_reserved_call_whose_caller_goes_counts_until_the_function_ends()
    {
        await using var server = FunctionServer.Open();
        await server.AddPython("scarce", Waiting, change: record => record with { ReservedConcurrency = 1 });
        var go = Path.Combine(server.Folder, "go");
        var payload = Encoding.UTF8.GetBytes($"\"{go}\"");
        using var gone = new CancellationTokenSource();
        var left = server.Runner.Run(FunctionServer.Reference("scarce"), new FunctionEvent(payload), gone.Token);
        while (!File.Exists(go + ".begun"))
        {
            await Task.Delay(10);
        }

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        var refused = await Assert.ThrowsAsync<FunctionException>(() => server.Run("scarce", $"\"{go}\""));
        Assert.Equal(FunctionFailure.Busy, refused.Failure);
        await File.WriteAllTextAsync(go, "");
    }

    [PythonFact]
    public async Task A_process_that_has_died_between_two_calls_is_replaced()
    {
        await using var server = FunctionServer.Open();
        await server.AddPython("dies", """
            import os, threading
            def handler(event, context):
                if event: threading.Timer(0.2, lambda: os._exit(1)).start()
                return os.getpid()
            """);

        var first = await Answer(server, "dies", "1");
        while (Directory.Exists($"/proc/{first}"))
        {
            await Task.Delay(20);
        }

        Assert.NotEqual(first, await Answer(server, "dies", "0"));
    }

    [PythonFact]
    public async Task A_process_can_answer_only_at_its_own_place()
    {
        await using var server = FunctionServer.Open();
        await server.AddPython("spy", """
            import os, urllib.request, urllib.error
            def handler(event, context):
                host, place = os.environ['AWS_LAMBDA_RUNTIME_API'].split('/')
                codes = []
                for path in ['', '/' + '0' * len(place), '/' + place[:-1]]:
                    try:
                        urllib.request.urlopen(f'http://{host}{path}/2018-06-01/runtime/invocation/next')
                    except urllib.error.HTTPError as e:
                        codes.append(e.code)
                return codes
            """);

        Assert.Equal("[404, 404, 404]", await Answer(server, "spy", "0"));
    }

    private static async Task<string> Answer(FunctionServer server, string name, string payload)
    {
        var run = await server.Run(name, payload);
        Assert.Null(run.Answer.Error);
        return Encoding.UTF8.GetString(run.Answer.Payload.Span);
    }
}
