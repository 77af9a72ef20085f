using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Ganban.TestKit;

/// <summary>
/// A real PostgreSQL with pgvector, without files: PGlite behind its socket server, which serves its
/// connections in turn. Without Node.js there is none, and its tests are skipped.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(1);
    private Process? _process;

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>Npgsql's connection string; the one database is called postgres.</summary>
    public string Connection => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;SSL Mode=Disable");

    /// <summary>Starts it.</summary>
    public async Task InitializeAsync()
    {
        if (ClientPackages.Missing is not null)
        {
            return;
        }

        await ClientPackages.Install();
        var start = new ProcessStartInfo("node", [Path.Combine(ClientPackages.Folder, "pglite.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(StartMax);
        Port = int.Parse(line!["port ".Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Ends it, if it runs.</summary>
    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            _process = null;
        }
    }
}
