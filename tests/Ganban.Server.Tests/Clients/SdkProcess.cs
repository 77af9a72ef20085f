using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Clients;

/// <summary>
/// A process that runs calls of an AWS SDK: tests/clients/sdk.mjs or boto.py, a line for each call and each result.
/// </summary>
internal sealed class SdkProcess : IDisposable
{
    private static readonly TimeSpan CallMax = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly ConcurrentDictionary<int, RunningCall> _calls = new();
    private readonly StringBuilder _errors = new();
    private int _lastId;

    private SdkProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Receive(line.Data);
        process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts the SDK's process with the SDK's own environment variables.</summary>
    public static async Task<SdkProcess> Start(bool javaScript, IReadOnlyDictionary<string, string> environment)
    {
        if (javaScript)
        {
            await ClientScripts.InstallPackages();
        }

        return javaScript ? Start("node", "sdk.mjs", environment) : Start("python3", "boto.py", environment);
    }

    /// <summary>Starts a script of tests/clients that needs its JavaScript packages.</summary>
    public static async Task<SdkProcess> StartScript(string script, IReadOnlyDictionary<string, string> environment)
    {
        await ClientScripts.InstallPackages();
        return Start("node", script, environment);
    }

    private static SdkProcess Start(string program, string script, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, [Path.Combine(ClientScripts.Folder, script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new SdkProcess(new Process { StartInfo = start });
    }

    /// <summary>Runs a call.</summary>
    public async Task<SdkResult> Call(JsonObject call) => await Begin(call).Result.WaitAsync(CallMax);

    /// <summary>Begins a call; a stream's first event can be awaited on its own.</summary>
    public RunningCall Begin(JsonObject call)
    {
        var id = Interlocked.Increment(ref _lastId);
        call["id"] = id;
        var running = _calls[id] = new RunningCall();
        lock (_process)
        {
            _process.StandardInput.WriteLine(call.ToJsonString());
            _process.StandardInput.Flush();
        }

        return running;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private void Receive(string? line)
    {
        if (line is null)
        {
            foreach (var call in _calls.Values)
            {
                call.Fail("The SDK's process ended: " + _errors);
            }

            return;
        }

        JsonObject result;
        try
        {
            result = JsonNode.Parse(line)!.AsObject();
        }
        catch (JsonException)
        {
            _errors.AppendLine(line);
            return;
        }

        _calls[result["id"]!.GetValue<int>()].Receive(result);
    }

    /// <summary>A call that may still be running.</summary>
    internal sealed class RunningCall
    {
        private readonly TaskCompletionSource _firstEvent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<SdkResult> _result =
            new(TaskCreationOptions.RunContinuationsAsynchronously);


        /// <summary>Ends when the first event of the call's stream has come.</summary>
        public Task FirstEvent => _firstEvent.Task;

        /// <summary>The call's result.</summary>
        public Task<SdkResult> Result => _result.Task;

        internal void Receive(JsonObject line)
        {
            if (line.ContainsKey("started"))
            {
                _firstEvent.TrySetResult();
            }
            else if (line["fault"] is { } fault && line["error"] is null)
            {
                Fail(fault.ToString());
            }
            else
            {
                _result.TrySetResult(new SdkResult(line));
                _firstEvent.TrySetException(new InvalidOperationException("No event came: " + line.ToJsonString()));
            }
        }

        internal void Fail(string reason)
        {
            _result.TrySetException(new InvalidOperationException(reason));
            _firstEvent.TrySetException(new InvalidOperationException(reason));
        }
    }
}
