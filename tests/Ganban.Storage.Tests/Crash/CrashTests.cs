using System.Diagnostics;
using System.Globalization;
using Ganban.Storage.CrashWriter;
using Ganban.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace Ganban.Storage.Tests.Crash;

public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Kills = 28;

    [Fact]
    public async Task What_was_acknowledged_survives_kills_at_any_moment()
    {
        var folder = new TemporaryFolder();
        var random = new Random(20260301);
        var records = new List<CrashRecord>();
        for (var round = 0; round < Kills; round++)
        {
            // Every tenth is killed as soon as it runs, most likely while it opens the store.
            var reportsBeforeKill = round % 10 == 0 ? 0 : random.Next(1, 1200);
            records.Add(await WriteAndKillAsync(folder.Store, round, reportsBeforeKill));
            await CheckAsync(folder.Store, [records[^1]]);
        }

        await CheckAsync(folder.Store, records);
        output.WriteLine($"{records.Sum(record => record.Acknowledged)} acknowledged writes survived {Kills} kills.");
        Assert.True(records.Count(record => record.Acknowledged > 0) >= 25);
        folder.Delete();
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_is_refused()
    {
        var folder = new TemporaryFolder();
        await using (SqliteResourceDatabase.Open(folder.Store, TimeProvider.System))
        {
            using var second = Start(folder.Store, round: 0);
            var message = await second.StandardError.ReadToEndAsync();
            await second.WaitForExitAsync();

            Assert.Contains("in use by another process", message, StringComparison.Ordinal);
            Assert.Equal(3, second.ExitCode);
        }

        folder.Delete();
    }

    private static Process Start(string folder, int round) =>
        Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!,
            [
                "exec",
                typeof(CrashLoad).Assembly.Location,
                "write",
                folder,
                round.ToString(CultureInfo.InvariantCulture),
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task<CrashRecord> WriteAndKillAsync(string folder, int round, int reportsBeforeKill)
    {
        var record = new CrashRecord();
        using var process = Start(folder, round);
        for (var reports = 0; reports < reportsBeforeKill; reports++)
        {
            var line = await process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException(
                    $"The crash writer ended by itself: {await process.StandardError.ReadToEndAsync()}");
            record.Add(line);
        }

        process.Kill();

        // What it had written before it died is still in the pipe and counts.
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            record.Add(line);
        }

        await process.WaitForExitAsync();
        return record;
    }

    private static async Task CheckAsync(string folder, IReadOnlyList<CrashRecord> records)
    {
        await using var database = SqliteResourceDatabase.Open(folder, TimeProvider.System);
        var store = new ResourceStore(database, TimeProvider.System);
        foreach (var record in records)
        {
            await record.CheckAsync(store);
        }

        using var raw = new SqliteConnection($"Data Source={Path.Combine(folder, "ganban.db")};Pooling=False");
        raw.Open();
        using var check = raw.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", check.ExecuteScalar());
        check.CommandText = "PRAGMA foreign_key_check";
        Assert.Null(check.ExecuteScalar());
    }
}
