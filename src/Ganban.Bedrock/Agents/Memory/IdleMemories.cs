using System.Collections.Concurrent;
using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.Agents.Runtime;
using Ganban.Contracts;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.Agents.Memory;

/// <summary>
/// Sums up sessions in the background when they were idle for their agent's time, one memory at a time. Those that a
/// process before this one left are looked at first. Safe for concurrent use.
/// </summary>
internal sealed partial class IdleMemories(
    AgentMemories memories,
    IAgentDefinitions agents,
    StoredAliases aliases,
    ResourceStore store,
    TimeProvider clock,
    ILogger<IdleMemories> logger) : BackgroundService
{
    private const int PageSize = 1000;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5); // how late a summary may begin
    private static readonly TimeSpan DelayMin = TimeSpan.FromMinutes(1); // where a model failed
    private static readonly TimeSpan DelayMax = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Takes a memory whose <see cref="WatchedMemory"/> is in the store.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="idleTime">How long its session may be idle from now on.</param>
    public void Watch(WatchedMemory memory, TimeSpan idleTime)
    {
        var due = clock.GetUtcNow() + idleTime;
        _entries.AddOrUpdate(
            memory.DocumentId,
            _ => new Entry(memory, due, DelayMin),
            (_, known) => new Entry(memory, due < known.DueAt ? due : known.DueAt, DelayMin));
    }

    /// <summary>Finds the memories that the process before this one watched; they are due at once.</summary>
    public async Task Load(CancellationToken cancellationToken)
    {
        var all = new ListQuery { PageSize = PageSize };
        await foreach (var found in store.ListAllAsync(Tenant.Global, WatchedMemory.Kind, all, cancellationToken))
        {
            _entries.TryAdd(found.Id, new Entry(found.Document, clock.GetUtcNow(), DelayMin));
        }
    }

    /// <summary>Sums up what is due.</summary>
    public async Task Look(CancellationToken cancellationToken)
    {
        foreach (var (id, entry) in _entries.Where(one => one.Value.DueAt <= clock.GetUtcNow()).ToList())
        {
            var next = await Look(entry, cancellationToken);
            if (next is null)
            {
                _entries.TryRemove(KeyValuePair.Create(id, entry));
            }
            else
            {
                _entries.TryUpdate(id, next, entry);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookInterval, clock);
        await Load(stoppingToken);
        do
        {
            await Look(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<Entry?> Look(Entry entry, CancellationToken cancellationToken)
    {
        var watched = entry.Memory;
        try
        {
            var known = await store.GetAsync(
                Tenant.Global, WatchedMemory.Kind, watched.DocumentId, cancellationToken);
            await Settle(watched, cancellationToken);
            var rest = await memories.Rest(watched.Tenant, watched.Memory, cancellationToken);
            if (rest is { EndsAt: null, IsWaiting: false })
            {
                await Forget(known, cancellationToken);
                return null;
            }

            return rest.IsWaiting || rest.EndsAt <= clock.GetUtcNow()
                ? Later(entry)
                : new Entry(watched, rest.EndsAt!.Value, DelayMin);
        }
        catch (RevisionConflictException)
        {
            return entry; // A turn was kept meanwhile.
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(watched.DocumentId, e);
            return Later(entry);
        }
    }

    private async Task Settle(WatchedMemory watched, CancellationToken cancellationToken)
    {
        var context = new OperationContext
        {
            Caller = new Caller(watched.Account, watched.Region, watched.CallerArn),
            RequestId = Guid.NewGuid().ToString(),
            Operation = "InvokeAgent",
        };
        try
        {
            var agent = await agents.Find(watched.Tenant, watched.AgentId, watched.AliasId, cancellationToken);
            if (agent.Memory is null)
            {
                await Forget(watched, cancellationToken); // it remembers no more
                return;
            }

            await memories.Settle(agent, watched.Memory, context, cancellationToken);
        }
        catch (ModelledException e) when (e.Status == 404)
        {
            if (await aliases.Find(watched.Tenant, watched.AgentId, watched.AliasId, cancellationToken) is not null)
            {
                throw; // Something that the agent needs is gone, and may come back.
            }

            // The alias is gone, and what it remembers goes with it.
            await Forget(watched, cancellationToken);
        }
    }

    private Task Forget(WatchedMemory watched, CancellationToken cancellationToken) => memories.Forget(
        watched.Tenant, watched.AgentId, watched.AliasId, watched.MemoryId, sessionId: null, cancellationToken);

    private async Task Forget(Stored<WatchedMemory>? known, CancellationToken cancellationToken)
    {
        if (known is not null)
        {
            var write = WatchedMemory.Kind.Delete(Tenant.Global, known.Id, revision: known.Revision);
            await store.CommitAsync([write], cancellationToken);
        }
    }

    private Entry Later(Entry entry) => new(
        entry.Memory,
        clock.GetUtcNow() + entry.Delay,
        entry.Delay * 2 < DelayMax ? entry.Delay * 2 : DelayMax);

    [LoggerMessage(1, LogLevel.Warning, "The memory {Memory} could not be summed up now; it is tried again later")]
    private partial void LogFailed(string memory, Exception exception);

    // No record: one that was taken in anew is another one, also where it says the same.
    private sealed class Entry(WatchedMemory memory, DateTimeOffset dueAt, TimeSpan delay)
    {
        public WatchedMemory Memory { get; } = memory;

        public DateTimeOffset DueAt { get; } = dueAt;

        public TimeSpan Delay { get; } = delay;
    }
}
