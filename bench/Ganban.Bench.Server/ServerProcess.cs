using System.Diagnostics;

namespace Ganban.Bench.Server;

/// <summary>The server as a process of its own, on a free port with an empty data folder.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Marker = "Ganban listens on ";
    private readonly Process _process;
    private readonly string _data;

    private ServerProcess(Process process, string data, Uri address, TimeSpan listening) =>
        (_process, _data, Address, Listening) = (process, data, address, listening);

    public Uri Address { get; }

    /// <summary>From the start of the process until it says that it listens.</summary>
    public TimeSpan Listening { get; }

    public static async Task<ServerProcess> Start()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var executable = Path.Combine(own.Parent!.Parent!.FullName, "Ganban.Server", own.Name, "ganban");
        var data = Directory.CreateTempSubdirectory("ganban-bench-").FullName;
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo(
            executable, ["serve", "--port", "0", "--data", data]) { RedirectStandardOutput = true })!;
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
        Directory.Delete(_data, recursive: true);
    }
}
