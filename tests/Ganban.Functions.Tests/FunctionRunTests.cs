using System.Text;

namespace Ganban.Functions.Tests;

public sealed class FunctionRunTests : IAsyncLifetime
{
    private readonly FunctionServer _server = FunctionServer.Open(
        options => options with { EnvironmentsPerFunctionMax = 2, EnvironmentsMax = 3 });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [PythonFact]
    public async Task A_Python_function_gets_its_event_its_context_and_its_variables()
    {
        await _server.AddPython("stock", """
            import os
            def handler(event, context):
                print('asked for', event['name'])
                return {'stock': event['name'] + 'は5kg', 'color': os.environ['COLOR'],
                        'function': context.function_name,
                        'arn': context.invoked_function_arn, 'left': context.get_remaining_time_in_millis() > 0,
                        'secret': 'GANBAN_TEST_SECRET' in os.environ}
            """);
        Environment.SetEnvironmentVariable("GANBAN_TEST_SECRET", "secret");

        var run = await _server.Run("stock", """{"name":"粘土"}""");

        var answer = FunctionServer.Json(run)!;
        Assert.Null(run.Answer.Error);
        Assert.Equal(("粘土は5kg", "green"), ((string)answer["stock"]!, (string)answer["color"]!));
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:stock", (string)answer["arn"]!);
        Assert.Equal(("stock", true, false), ((string)answer["function"]!, (bool)answer["left"]!, (bool)answer["secret"]!));
        var log = Encoding.UTF8.GetString(run.LogTail.Span);
        Assert.Matches(
            $@"^START RequestId: {run.RequestId} Version: \$LATEST\nasked for 粘土\nEND RequestId: {run.RequestId}\nREPORT ", log);
    }

    [PythonFact]
    public async Task A_process_is_used_again_and_more_are_started_for_calls_at_once()
    {
        await _server.AddPython("count", """
            import os, time
            calls = 0
            def handler(event, context):
                global calls
                calls += 1
                time.sleep(event)
                return [os.getpid(), calls]
            """);
        var first = FunctionServer.Json(await _server.Run("count", "0"))!;
        var second = FunctionServer.Json(await _server.Run("count", "0"))!;
        Assert.Equal((int)first[0]!, (int)second[0]!);
        Assert.Equal(2, (int)second[1]!);

        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _server.Run("count", "0.2")));
        Assert.Equal(2, runs.Select(run => (int)FunctionServer.Json(run)![0]!).Distinct().Count());

        // Longer than the beat with which the server looks for silent connections.
        Assert.Null((await _server.Run("count", "2.5")).Answer.Error);
    }

    [PythonFact]
    public async Task A_Python_exception_is_an_error_object_and_the_process_lives()
    {
        await _server.AddPython("fails", """
            def handler(event, context):
                if event: raise ValueError('no 粘土')
                return 'fine'
            """);

        var failed = await _server.Run("fails", "1");
        Assert.Equal("Unhandled", failed.Answer.Error);
        var error = FunctionServer.Json(failed)!;
        Assert.Equal(("no 粘土", "ValueError"), ((string)error["errorMessage"]!, (string)error["errorType"]!));
        Assert.Contains("in handler", (string)error["stackTrace"]![0]!, StringComparison.Ordinal);
        Assert.Equal("fine", (string)FunctionServer.Json(await _server.Run("fails", "0"))!);
    }

    [PythonFact]
    public async Task A_Python_module_that_is_broken_or_has_no_handler_says_so()
    {
        await _server.AddPython("broken", "import no_such_module");
        await _server.AddPython("empty", "x = 1");
        await _server.AddPython("syntax", "def (");
        await _server.AddPython("set", "def handler(event, context): return {1, 2}");

        Assert.Equal(
            [
                "Runtime.ImportModuleError: Unable to import module 'app': No module named 'no_such_module'",
                "Runtime.HandlerNotFound: Handler 'handler' missing on module 'app'",
                "Runtime.MarshalError: Unable to marshal response: Object of type set is not JSON serializable",
            ],
            [await Error("broken"), await Error("empty"), await Error("set")]);
        Assert.StartsWith("Runtime.UserCodeSyntaxError: Syntax error in module 'app'", await Error("syntax"));
    }

    [NodeFact]
    public async Task Node_functions_are_async_or_call_back_in_either_module_system()
    {
        await _server.AddNode("async", """
            export const handler = async (event, context) => {
              console.log("asked for", event.name);
              return { stock: event.name + "は5kg", memory: context.memoryLimitInMB, color: process.env.COLOR };
            };
            """);
        var run = await _server.Run("async", """{"name":"粘土"}""");
        Assert.Equal("""{"stock":"粘土は5kg","memory":"128","color":"green"}""", Encoding.UTF8.GetString(run.Answer.Payload.Span));
        Assert.Contains($"\t{run.RequestId}\tINFO\tasked for 粘土\n", Encoding.UTF8.GetString(run.LogTail.Span));

        await _server.AddNode(
            "callback", "exports.handler = (event, context, callback) => setTimeout(() => callback(null, [event]), 1);", "index.js");
        Assert.Equal("[7]", await Answer("callback", "7"));
        await _server.AddNode("nothing", "exports.handler = () => 5;", "index.cjs");
        Assert.Equal("null", await Answer("nothing", "7"));
        Assert.Equal("null", await Answer("nothing", "8"));
    }

    [NodeFact]
    public async Task Node_errors_are_error_objects()
    {
        await _server.AddNode("throws", "export const handler = async () => { throw new TypeError('bad'); };");
        await _server.AddNode("none", "export const other = 1;");
        await _server.AddNode("stray", "export const handler = () => new Promise(() => { Promise.reject(new Error('lost')); });");
        await _server.AddNode("import", "import 'no-such-package';");

        Assert.Equal("TypeError: bad", await Error("throws"));
        Assert.Equal("Runtime.HandlerNotFound: index.handler is undefined or not exported", await Error("none"));
        Assert.Equal("Runtime.UnhandledPromiseRejection: Error: lost", await Error("stray"));
        Assert.StartsWith("Error: Cannot find package 'no-such-package'", await Error("import"));
    }

    [CurlFact]
    public async Task A_bootstrap_of_any_kind_speaks_to_the_runtime_API()
    {
        await _server.AddShell("shell", Curl);

        Assert.Equal("""{"echo":{"a":1}}""", await Answer("shell", """{"a":1}"""));
    }

    [ShellFact]
    public async Task A_process_that_ends_is_reported_as_the_service_does()
    {
        await _server.AddShell("exits", "#!/bin/sh\necho before the end\nexit 3\n");
        await _server.AddShell("ends", "#!/bin/sh\n:\n");
        await _server.AddShell("killed", "#!/bin/sh\nkill -KILL $$\n");
        await _server.Add("absent", "provided.al2023", "any", new Dictionary<string, string> { ["other"] = "" });

        var run = await _server.Run("exits");
        Assert.Equal(FunctionFailure.Unavailable, run.Failure);
        Assert.Contains("before the end\n", Encoding.UTF8.GetString(run.LogTail.Span));
        Assert.EndsWith("Error: Runtime exited with error: exit status 3", await Error("exits"));
        Assert.EndsWith("Error: Runtime exited without providing a reason", await Error("ends"));
        Assert.EndsWith("Error: Runtime exited with error: signal: killed", await Error("killed"));
        Assert.StartsWith("Runtime.InvalidEntrypoint: ", await Error("absent"));
    }

    [PythonFact]
    public async Task A_function_that_hangs_is_killed_when_its_time_is_over()
    {
        await _server.AddPython("hangs", """
            import subprocess
            def handler(event, context):
                print('begun', flush=True)
                subprocess.run(['sleep', '600'])
            """, timeoutSeconds: 1);

        var run = await _server.Run("hangs");
        Assert.Equal(FunctionFailure.TimedOut, run.Failure);
        Assert.EndsWith("Error: Task timed out after 1.00 seconds", (string)FunctionServer.Json(run)!["errorMessage"]!);
        Assert.Contains("begun\n", Encoding.UTF8.GetString(run.LogTail.Span));
        await Assert.ThrowsAsync<FunctionException>(() => _server.Get<IFunctionInvoker>().InvokeAsync(
            new FunctionCall(FunctionServer.Tenant, "hangs", "{}"u8.ToArray()), CancellationToken.None));
    }

    [PythonFact]
    public async Task Too_much_of_anything_is_an_error_and_not_a_hang()
    {
        await _server.AddPython("long", "def handler(event, context): return 'x' * 7_000_000");
        await _server.AddPython("hungry", "def handler(event, context): return len(bytearray(600 << 20))");
        await _server.AddPython("noisy", "def handler(event, context):\n    for _ in range(9000): print('x' * 999)\n    return 1");

        Assert.StartsWith("Function.ResponseSizeTooLarge: ", await Error("long"));
        Assert.StartsWith("MemoryError", await Error("hungry"));
        Assert.Equal("1", await Answer("noisy", "{}"));
        Assert.Equal("1", await Answer("noisy", "{}"));
        Assert.True(_server.Folder.Length > 0 && LogBytes() < 9_000_000);
    }

    [PythonFact]
    public async Task A_function_of_another_tenant_is_not_found()
    {
        await _server.AddPython("mine", "def handler(event, context): return 1");
        var invoker = _server.Get<IFunctionInvoker>();
        var mine = "arn:aws:lambda:us-east-1:000000000000:function:mine";

        foreach (var (account, name) in new[] { ("111122223333", "mine"), ("111122223333", mine), ("000000000000", "mine:7") })
        {
            var refused = await Assert.ThrowsAsync<FunctionException>(() => invoker.InvokeAsync(
                new FunctionCall(new("" + account, "us-east-1"), name, "{}"u8.ToArray()), CancellationToken.None));
            Assert.Equal(FunctionFailure.NotFound, refused.Failure);
        }

        var answer = await invoker.InvokeAsync(
            new FunctionCall(FunctionServer.Tenant, mine, "{}"u8.ToArray()), CancellationToken.None);
        Assert.Equal("1", Encoding.UTF8.GetString(answer.Payload.Span));
    }

    [ShellFact]
    public async Task Variables_of_any_name_arrive_unchanged()
    {
        await _server.AddShell("variables", "#!/bin/sh\necho \"$data $in $out $files\"\nexit 1\n", variables: new()
        {
            ["data"] = "a", ["in"] = "b", ["out"] = "c", ["files"] = "d",
        });

        Assert.Contains("a b c d\n", Encoding.UTF8.GetString((await _server.Run("variables")).LogTail.Span));
    }

    private long LogBytes() => new DirectoryInfo(Path.Combine(_server.Folder, "functions", "logs"))
        .EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private const string Curl = """
        #!/bin/sh
        while true; do
          body=$(curl -sS "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next" -D "$TMPDIR/headers")
          id=$(sed -n 's/^lambda-runtime-aws-request-id: *//Ip' "$TMPDIR/headers" | tr -d '\r\n')
          curl -sS -d "{\"echo\":$body}" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response" >/dev/null
        done
        """;

    private async Task<string> Answer(string name, string payload)
    {
        var run = await _server.Run(name, payload);
        Assert.Null(run.Answer.Error);
        return Encoding.UTF8.GetString(run.Answer.Payload.Span);
    }

    private async Task<string> Error(string name)
    {
        var run = await _server.Run(name);
        Assert.Equal("Unhandled", run.Answer.Error);
        var error = FunctionServer.Json(run)!;
        return $"{error["errorType"]}: {error["errorMessage"]}";
    }
}
