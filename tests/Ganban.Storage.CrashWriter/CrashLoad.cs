using System.Text;

namespace Ganban.Storage.CrashWriter;

/// <summary>
/// Endless concurrent writes. Each line on the standard output reports one write that the store has acknowledged, or
/// announces one whose outcome would otherwise be unknown. A line ends in " ." so that half a line is recognised.
/// </summary>
/// <param name="store">The store to write to.</param>
/// <param name="round">Number that keeps the ids of different processes apart.</param>
public sealed class CrashLoad(ResourceStore store, int round)
{
    public const int Workers = 8;

    private readonly Lock _outputLock = new();
    private readonly Stream _output = Console.OpenStandardOutput();

    public static Tenant Tenant { get; } = new("123456789012", "us-east-1");

    public Task RunAsync() =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker))));

    private async Task WorkAsync(int worker)
    {
        var stream = $"{round}-{worker}";
        for (var turn = 0; ; turn++)
        {
            var id = $"{round}-{worker}-{turn}";
            var padding = new string('x', turn % 7 * 300);
            var document = await store.CreateAsync(
                Tenant, CrashDocument.Kind, new(id, new CrashDocument(0, padding)), CancellationToken.None);
            Report($"created {id} 0");
            for (var updates = 1; updates <= 2; updates++)
            {
                var changed = document with { Document = document.Document with { Updates = updates } };
                document = await store.UpdateAsync(Tenant, CrashDocument.Kind, changed, CancellationToken.None);
                Report($"updated {id} {updates}");
            }

            if (turn % 3 == 0)
            {
                Report($"deleting {id} 0");
                await store.DeleteAsync(Tenant, CrashDocument.Kind, id, CancellationToken.None);
                Report($"deleted {id} 0");
            }

            var sequence = await store.AppendAsync(
                Tenant, stream, Encoding.UTF8.GetBytes($"entry {turn}"), CancellationToken.None);
            Report($"appended {stream} {sequence}");

            Report($"pairing {id} 0");
            Write[] pair =
            [
                CrashDocument.Kind.Create(Tenant, new($"{id}-left", new CrashDocument(0, padding))),
                CrashDocument.Kind.Create(Tenant, new($"{id}-right", new CrashDocument(0, padding))),
            ];
            await store.CommitAsync(pair, CancellationToken.None);
            Report($"paired {id} 0");
        }
    }

    private void Report(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + " .\n");
        lock (_outputLock)
        {
            _output.Write(bytes);
            _output.Flush();
        }
    }
}
