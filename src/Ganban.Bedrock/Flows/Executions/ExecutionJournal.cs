using System.Text.Json;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>
/// Writes down what happens in an execution, and what each node came to before what it feeds begins, so that another
/// process can go on.
/// </summary>
internal sealed class ExecutionJournal : IFlowRecorder
{
    private const int PageSize = 500;
    private readonly ResourceStore _store;
    private readonly Tenant _tenant;
    private readonly string _stream;
    private readonly Dictionary<string, NodeResult> _known;

    private ExecutionJournal(
        ResourceStore store, Tenant tenant, string stream, Dictionary<string, NodeResult> known) =>
        (_store, _tenant, _stream, _known) = (store, tenant, stream, known);

    /// <summary>Why the store could not write an entry of a node; null if it always could.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Opens an execution's journal, with what is in it.</summary>
    public static async Task<ExecutionJournal> Open(
        ResourceStore store, Tenant tenant, string id, CancellationToken cancellationToken)
    {
        var stream = FlowExecutions.Journal(id);
        var known = new Dictionary<string, NodeResult>();
        for (var from = 1L; ;)
        {
            var entries = await store.ReadStreamAsync(tenant, stream, from, PageSize, cancellationToken);
            if (entries.Count == 0)
            {
                return new ExecutionJournal(store, tenant, stream, known);
            }

            foreach (var entry in entries)
            {
                if (Read(entry) is { Key: { } key, Result: { } result })
                {
                    known[key] = result;
                }
            }

            from = entries[^1].Sequence + 1;
        }
    }

    /// <summary>What an entry says.</summary>
    public static JournalEntry Read(StreamEntry entry) =>
        JsonSerializer.Deserialize(entry.Payload.Span, FlowExecutionsJson.Default.JournalEntry)!;

    /// <inheritdoc/>
    public NodeResult? Known(string key) => _known.GetValueOrDefault(key);

    /// <inheritdoc/>
    public async ValueTask Began(FlowEvent.Inputs inputs, CancellationToken cancellationToken) =>
        await Commit([Entry(inputs)], cancellationToken);

    /// <inheritdoc/>
    public async ValueTask Ended(
        string key, NodeResult result, IReadOnlyList<FlowEvent> events, CancellationToken cancellationToken) =>
        await Commit([.. events.Select(Entry), Entry(new JournalEntry(null, null, key, result))], cancellationToken);

    /// <summary>Prepares an entry that tells of something.</summary>
    public Write Entry(FlowEvent happened)
    {
        var (type, found) = ExecutionEvents.Of(happened);
        return Entry(new JournalEntry(type, ShapeJson.Write(found), null, null));
    }

    private async Task Commit(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        try
        {
            await _store.CommitAsync(writes, cancellationToken);
        }
        catch (IOException e)
        {
            Failure ??= e;
            throw;
        }
    }

    private Write Entry(JournalEntry entry) => Write.Append(
        _tenant, _stream, JsonSerializer.SerializeToUtf8Bytes(entry, FlowExecutionsJson.Default.JournalEntry));
}
