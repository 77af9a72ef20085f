using System.Globalization;
using System.Text;
using Ganban.Storage.CrashWriter;

namespace Ganban.Storage.Tests.Crash;

/// <summary>What the crash writer reported to be acknowledged, and the proof that the store has it.</summary>
public sealed class CrashRecord
{
    private readonly Dictionary<string, int> _updates = [];
    private readonly HashSet<string> _deleting = [];
    private readonly HashSet<string> _deleted = [];
    private readonly HashSet<string> _pairing = [];
    private readonly HashSet<string> _paired = [];
    private readonly Dictionary<string, long> _appended = [];

    /// <summary>Number of acknowledged writes.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Takes in a line of the crash writer; half a line at the end is no report.</summary>
    public void Add(string line)
    {
        if (!line.EndsWith(" .", StringComparison.Ordinal))
        {
            return;
        }

        var words = line.Split(' ');
        var (id, number) = (words[1], int.Parse(words[2], CultureInfo.InvariantCulture));
        Acknowledged += words[0].EndsWith("ing", StringComparison.Ordinal) ? 0 : 1;
        switch (words[0])
        {
            case "created" or "updated":
                _updates[id] = number;
                break;
            case "deleting":
                _deleting.Add(id);
                break;
            case "deleted":
                _deleted.Add(id);
                break;
            case "appended":
                _appended[id] = number;
                break;
            case "pairing":
                _pairing.Add(id);
                break;
            case "paired":
                _paired.Add(id);
                break;
            default:
                throw new InvalidDataException($"Unknown report: {line}");
        }
    }

    public async Task CheckAsync(ResourceStore store)
    {
        foreach (var (id, updates) in _updates)
        {
            await CheckDocumentAsync(store, id, updates);
        }

        foreach (var id in _pairing)
        {
            var left = await GetAsync(store, $"{id}-left") is not null;
            var right = await GetAsync(store, $"{id}-right") is not null;
            Assert.True(left == right, $"The pair {id} was torn apart.");
            Assert.True(left || !_paired.Contains(id), $"The pair {id} was lost.");
        }

        foreach (var (stream, last) in _appended)
        {
            await CheckStreamAsync(store, stream, last);
        }
    }

    // The write after the last acknowledged one may or may not have happened.
    private async Task CheckDocumentAsync(ResourceStore store, string id, int updates)
    {
        var stored = await GetAsync(store, id);
        if (_deleted.Contains(id))
        {
            Assert.True(stored is null, $"{id} is back after its deletion.");
        }
        else if (stored is null)
        {
            Assert.True(_deleting.Contains(id), $"{id} was lost.");
        }
        else
        {
            Assert.InRange(stored.Document.Updates, updates, updates + 1);
        }
    }

    private static async Task CheckStreamAsync(ResourceStore store, string stream, long last)
    {
        for (long next = 1; next <= last;)
        {
            var entries = await store.ReadStreamAsync(CrashLoad.Tenant, stream, next, 1000, CancellationToken.None);
            Assert.True(entries.Count > 0, $"Stream {stream} ends before {next} of {last}.");
            foreach (var entry in entries)
            {
                Assert.Equal(next, entry.Sequence);
                Assert.Equal($"entry {next - 1}", Encoding.UTF8.GetString(entry.Payload.Span));
                next++;
            }
        }
    }

    private static Task<Stored<CrashDocument>?> GetAsync(ResourceStore store, string id) =>
        store.GetAsync(CrashLoad.Tenant, CrashDocument.Kind, id, CancellationToken.None);
}
