using System.Diagnostics;

namespace Ganban.Bench.Server;

/// <summary>The server as a process of its own, on a free port with an empty data folder.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>What stands before the address in a server's output.</summary>
    public const string Marker = "Ganban listens on ";

    private readonly Process _process;
    private readonly string? _data;

    private ServerProcess(Process process, string? data, Uri address, TimeSpan listening) =>
        (_process, _data, Address, Listening) = (process, data, address, listening);

    public Uri Address { get; }

    /// <summary>From the start of the process until it says that it listens.</summary>
    public TimeSpan Listening { get; }

    /// <summary>Processor time that it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes of memory that it holds.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts this program as a bare endpoint.</summary>
    public static Task<ServerProcess> StartBare() => Start(new ProcessStartInfo(
        Environment.ProcessPath!, [BareEndpoint.Verb]) { RedirectStandardInput = true });

    /// <summary>Starts the server.</summary>
    /// <param name="settings">Environment variables; null for none.</param>
    public static Task<ServerProcess> Start(IReadOnlyDictionary<string, string>? settings = null)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var executable = Path.Combine(own.Parent!.Parent!.FullName, "Ganban.Server", own.Name, "ganban");
        var data = Directory.CreateTempSubdirectory("ganban-bench-").FullName;
        var start = new ProcessStartInfo(executable, ["serve", "--port", "0", "--data", data]);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Start(start, data);
    }

    private static async Task<ServerProcess> Start(ProcessStartInfo start, string? data = null)
    {
        start.RedirectStandardOutput = true;
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf(Marker, StringComparison.Ordinal);
            if (at >= 0)
            {
                return new ServerProcess(
                    process, data, new Uri(line[(at + Marker.Length)..].Trim()), Stopwatch.GetElapsedTime(started));
            }
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_data is not null)
        {
            Directory.Delete(_data, recursive: true);
        }
    }
}
