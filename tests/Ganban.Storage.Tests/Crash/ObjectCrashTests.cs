using System.Diagnostics;
using System.Globalization;
using Ganban.Storage.CrashWriter;
using Ganban.Storage.Objects;
using Ganban.Storage.Sqlite.Objects;
using Xunit.Abstractions;

namespace Ganban.Storage.Tests.Crash;

public sealed class ObjectCrashTests(ITestOutputHelper output)
{
    private const int Kills = 16;

    [Fact]
    public async Task Acknowledged_objects_survive_kills_and_no_key_ever_holds_half_of_one()
    {
        var folder = new TemporaryFolder();
        var random = new Random(20260302);
        var acknowledged = 0;
        for (var round = 0; round < Kills; round++)
        {
            var lines = await WriteAndKillAsync(folder.Store, round, random.Next(1, 250));
            acknowledged += lines.Count(line => line.StartsWith("wrote", StringComparison.Ordinal));
            await CheckAsync(folder.Store, lines);
        }

        output.WriteLine($"{acknowledged} acknowledged writes survived {Kills} kills.");
        Assert.InRange(acknowledged, Kills, int.MaxValue);
        folder.Delete();
    }

    private static async Task<List<string>> WriteAndKillAsync(string folder, int round, int linesBeforeKill)
    {
        string[] arguments =
        [
            "exec",
            typeof(ObjectLoad).Assembly.Location,
            "objects",
            folder,
            round.ToString(CultureInfo.InvariantCulture),
        ];
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        var lines = new List<string>();
        while (lines.Count < linesBeforeKill)
        {
            lines.Add(await process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException("The crash writer ended by itself."));
        }

        process.Kill();

        // What it had written before it died is still in the pipe and counts.
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        await process.WaitForExitAsync();
        return [.. lines.Where(line => line.EndsWith(" .", StringComparison.Ordinal))];
    }

    private static async Task CheckAsync(string folder, List<string> lines)
    {
        await using var store = await FileObjectStore.Open(folder, TimeProvider.System, 0, CancellationToken.None);
        var words = lines.Select(line => line.Split(' ')).ToList();
        foreach (var key in words.GroupBy(line => line[1]))
        {
            // The last announced write may or may not have happened; the last acknowledged one has.
            var announced = Version(key.Last(line => line[0] == "writing"));
            var wrote = key.LastOrDefault(line => line[0] == "wrote");
            var held = await Read(store, key.Key);
            var possible = new[] { announced, wrote is null ? 0 : Version(wrote) };
            Assert.True(
                possible.Any(version => held.AsSpan().SequenceEqual(Content(key.Key, version))),
                $"{key.Key} holds {held.Length} bytes, neither version of {string.Join(" and ", possible)}.");
        }

        await CheckFilesAsync(folder, store);
    }

    private static async Task CheckFilesAsync(string folder, FileObjectStore store)
    {
        var listed = await store.List(ObjectLoad.Account, ObjectLoad.Bucket, new ObjectQuery(), CancellationToken.None);
        var uploads = await store.ListUploads(
            ObjectLoad.Account, ObjectLoad.Bucket, new UploadQuery("", "", "", 1000), CancellationToken.None);
        var files = Directory.GetFiles(Path.Combine(folder, "content"), "*", SearchOption.AllDirectories);
        Assert.InRange(files.Length, listed.Objects.Count, listed.Objects.Count + uploads.Count);
    }

    private static byte[] Content(string key, int version) => version == 0 ? [] : ObjectLoad.Content(key, version);

    private static int Version(string[] line) => int.Parse(line[2], CultureInfo.InvariantCulture);

    private static async Task<byte[]> Read(FileObjectStore store, string key)
    {
        if (await store.Find(ObjectLoad.At(key), CancellationToken.None) is null)
        {
            return [];
        }

        await using var reading = await store.Open(ObjectLoad.At(key), null, CancellationToken.None);
        using var content = new MemoryStream();
        await reading.Content.CopyToAsync(content);
        Assert.Equal(reading.Object.Bytes, content.Length);
        return content.ToArray();
    }
}
