using System.Diagnostics;
using System.Globalization;

namespace Ganban.Storage.CrashWriter;

/// <summary>Measures point reads, lists and writes of a 1 KiB document on the machine at hand.</summary>
/// <param name="store">An empty store.</param>
public sealed class Measurement(ResourceStore store)
{
    private const int Documents = 10_000;
    private const int Reads = 50_000;

    private static readonly Tenant Tenant = new("123456789012", "us-east-1");

    public async Task RunAsync(TextWriter output)
    {
        await FillAsync();
        await PointReadsAsync(Reads / 5);
        await ReportAsync(output, "point read, 1 reader", Reads, () => PointReadsAsync(Reads));
        await ReportAsync(output, "list of 100, newest first", 500, () => ListsAsync(500));
        await ReportAsync(output, "update, 1 writer", 500, () => UpdatesAsync(writers: 1, each: 500));
        await ReportAsync(output, "update, 32 writers", 16_000, () => UpdatesAsync(writers: 32, each: 500));
    }

    private static async Task ReportAsync(TextWriter output, string what, int count, Func<Task> run)
    {
        var clock = Stopwatch.StartNew();
        await run();
        var seconds = clock.Elapsed.TotalSeconds;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-28} {seconds / count * 1e6,10:F1} us each {count / seconds,12:F0} per second"));
    }

    private async Task FillAsync()
    {
        for (var start = 0; start < Documents; start += 1000)
        {
            var writes = Enumerable.Range(start, 1000).Select(i => CrashDocument.Kind.Create(
                Tenant, new($"document-{i}", new CrashDocument(0, new string('x', 1000))) { Name = $"name {i}" }));
            await store.CommitAsync([.. writes], CancellationToken.None);
        }
    }

    private async Task PointReadsAsync(int count)
    {
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            await store.GetAsync(
                Tenant, CrashDocument.Kind, $"document-{random.Next(Documents)}", CancellationToken.None);
        }
    }

    private async Task ListsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var query = new ListQuery { Sort = ListSort.CreatedDescending };
            await store.ListAsync(Tenant, CrashDocument.Kind, query, CancellationToken.None);
        }
    }

    private Task UpdatesAsync(int writers, int each) =>
        Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var document = await store.GetAsync(
                Tenant, CrashDocument.Kind, $"document-{writer}", CancellationToken.None);
            for (var i = 0; i < each; i++)
            {
                document = await store.UpdateAsync(Tenant, CrashDocument.Kind, document!, CancellationToken.None);
            }
        })));
}
