using System.Collections.Concurrent;
using System.Globalization;
using Ganban.Bedrock.Agents.Memory;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>The sessions of agents. One lives until it is ended, or was not used for its agent's time.</summary>
internal sealed class AgentSessions(ResourceStore store, TimeProvider clock)
{
    private const int PageSize = 100;
    private static readonly TimeSpan IdleTimeMin = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(Tenant Tenant, string Key), byte> _busy = new();
    private readonly ConcurrentDictionary<Tenant, DateTimeOffset> _looked = new();

    /// <summary>The key of a session: sessions of different aliases have nothing to do with each other.</summary>
    public static string Key(AgentIdentity? agent, string sessionId) =>
        agent is null ? $"inline/{sessionId}" : $"{agent.AgentId}/{agent.AliasId}/{sessionId}";

    /// <summary>Takes a session for one turn, until what is returned is disposed.</summary>
    /// <exception cref="Contracts.ModelledException">Another turn is going on.</exception>
    public IDisposable Take(Tenant tenant, string key, string sessionId) =>
        _busy.TryAdd((tenant, key), 0) ? new Taken(this, tenant, key) : throw AgentErrors.Busy(sessionId);

    /// <summary>A session; null if there is none, or it is over.</summary>
    public async Task<Stored<AgentSession>?> Find(Tenant tenant, string key, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(tenant, AgentSession.Kind, key, cancellationToken);
        return stored is null || IsOver(stored) ? null : stored;
    }

    /// <summary>Keeps a session as it is now.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="key">Its key.</param>
    /// <param name="session">The session.</param>
    /// <param name="memory">The memory that it becomes a part of, watched from now on; null for none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Contracts.ModelledException">It is larger than the store takes.</exception>
    public async Task Keep(
        Tenant tenant, string key, AgentSession session, WatchedMemory? memory, CancellationToken cancellationToken)
    {
        var writes = Writes(tenant, new NewDocument<AgentSession>(key, session) { Parent = memory?.Memory });
        await store.CommitAsync([.. writes, .. memory?.Watch() ?? []], cancellationToken);
    }

    /// <summary>Ends a session; one that is not there is over already.</summary>
    public async Task End(Tenant tenant, string key, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(tenant, AgentSession.Kind, key, cancellationToken) is { } stored)
        {
            await End(tenant, stored, cancellationToken);
        }
    }

    /// <summary>Ends the sessions of a memory that nobody came back to.</summary>
    public async Task EndIdle(Tenant tenant, string memory, CancellationToken cancellationToken)
    {
        var query = new ListQuery { Parent = memory, PageSize = PageSize };
        await EndIdle(tenant, query, cancellationToken);
    }

    /// <summary>Ends all sessions of a tenant that nobody came back to, where it was not done a moment ago.</summary>
    public async Task EndForgotten(Tenant tenant, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!_looked.TryGetValue(tenant, out var last) || now - last >= IdleTimeMin)
        {
            _looked[tenant] = now;
            var query = new ListQuery { CreatedBefore = now - IdleTimeMin, PageSize = PageSize };
            await EndIdle(tenant, query, cancellationToken);
        }
    }

    /// <summary>When the first session of a memory will have been idle for its time; null where none lives.</summary>
    public async Task<DateTimeOffset?> EndOf(Tenant tenant, string memory, CancellationToken cancellationToken)
    {
        var query = new ListQuery { Parent = memory, PageSize = PageSize };
        return await store.ListAllAsync(tenant, AgentSession.Kind, query, cancellationToken)
            .Select(one => (DateTimeOffset?)EndOf(one))
            .MinAsync(cancellationToken: cancellationToken);
    }

    private static IReadOnlyList<Write> Writes(Tenant tenant, NewDocument<AgentSession> document)
    {
        try
        {
            return AgentSession.Kind.Replace(tenant, document);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw AgentErrors.SessionTooLarge(e);
        }
    }

    // One of a memory waits to be summed up; another of the same id may wait already. One that another request ended
    // and summed up meanwhile is summed up again, in the place of the first time.
    private static IReadOnlyList<Write> Ending(Tenant tenant, Stored<AgentSession> stored)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{stored.Id}/{stored.Revision}");
        var ended = new NewDocument<AgentSession>(id, stored.Document with { Files = [] }) { Parent = stored.Parent };
        return stored.Parent is null
            ? [AgentSession.Kind.Delete(tenant, stored.Id, revision: stored.Revision)]
            :
            [
                AgentSession.Kind.Delete(tenant, stored.Id, revision: stored.Revision),
                .. AgentSession.Ended.Replace(tenant, ended),
            ];
    }

    private static DateTimeOffset EndOf(Stored<AgentSession> stored) =>
        stored.UpdatedAt + TimeSpan.FromSeconds(stored.Document.IdleSeconds);

    private bool IsOver(Stored<AgentSession> stored) => EndOf(stored) <= clock.GetUtcNow();

    private async Task EndIdle(Tenant tenant, ListQuery query, CancellationToken cancellationToken)
    {
        var idle = store.ListAllAsync(tenant, AgentSession.Kind, query, cancellationToken)
            .Where(one => IsOver(one) && !_busy.ContainsKey((tenant, one.Id)));
        await foreach (var session in idle)
        {
            await End(tenant, session, cancellationToken);
        }
    }

    private async Task End(Tenant tenant, Stored<AgentSession> stored, CancellationToken cancellationToken)
    {
        try
        {
            await store.CommitAsync(Ending(tenant, stored), cancellationToken);
        }
        catch (RevisionConflictException)
        {
            // Somebody came back to it, or another request ended it.
        }
    }

    private sealed class Taken(AgentSessions sessions, Tenant tenant, string key) : IDisposable
    {
        public void Dispose() => sessions._busy.TryRemove((tenant, key), out _);
    }
}
