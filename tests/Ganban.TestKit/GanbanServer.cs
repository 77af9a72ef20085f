using System.Diagnostics;
using System.Text;
using Xunit;

namespace Ganban.TestKit;

/// <summary>
/// The real server: the built executable, started on a free port with a data folder of its own, ended with the fixture.
/// </summary>
public sealed class GanbanServer : IAsyncLifetime
{
    private const string Listening = "Ganban listens on ";
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(2);
    private readonly StringBuilder _output = new();
    private TaskCompletionSource<Uri> _address = new();
    private Process? _process;

    /// <summary>Arguments beside the port and the data folder.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>Environment variables beside the inherited ones.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    /// <summary>The data folder; deleted with the fixture.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("ganban-test-").FullName;

    /// <summary>Where the server listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Whether the server's process is alive.</summary>
    public bool IsAlive => _process is { HasExited: false };

    /// <summary>The process, for tests that signal it.</summary>
    public Process Process => _process!;

    /// <summary>All that the server has printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>
    /// The built server: the folder beside this test's own in artifacts/bin, in the same configuration.
    /// </summary>
    public static string Executable
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(own.Parent!.Parent!.FullName, "Ganban.Server", own.Name, "ganban.dll");
        }
    }

    /// <summary>Starts the server; after its process has ended, starts it again on the same data.</summary>
    public async Task InitializeAsync()
    {
        _process?.Dispose();
        _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = Start(["serve", "--port", "0", "--data", Data, .. Arguments]);
        Address = await _address.Task.WaitAsync(StartMax);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (IsAlive)
        {
            _process!.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    private Process Start(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Executable, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        var address = _address;
        process.Exited += (_, _) =>
            address.TrySetException(new InvalidOperationException("The server ended: " + Output));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Read(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        var at = line?.IndexOf(Listening, StringComparison.Ordinal) ?? -1;
        if (at >= 0)
        {
            _address.TrySetResult(new Uri(line![(at + Listening.Length)..].Trim()));
        }
    }
}
