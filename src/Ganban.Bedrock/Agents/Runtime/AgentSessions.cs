using System.Collections.Concurrent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>The sessions of agents. One lives until it is ended, or was not used for its agent's time.</summary>
internal sealed class AgentSessions(ResourceStore store, TimeProvider clock)
{
    private const int ForgottenMax = 100;
    private static readonly TimeSpan IdleTimeMin = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(Tenant Tenant, string Key), byte> _busy = new();

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
    public async Task Keep(Tenant tenant, string key, AgentSession session, CancellationToken cancellationToken)
    {
        var writes = AgentSession.Kind.Replace(tenant, new NewDocument<AgentSession>(key, session));
        await store.CommitAsync([.. writes, .. await Forgotten(tenant, key, cancellationToken)], cancellationToken);
    }

    /// <summary>Ends a session; one that is not there is over already.</summary>
    public Task End(Tenant tenant, string key, CancellationToken cancellationToken) =>
        store.CommitAsync([AgentSession.Kind.Delete(tenant, key)], cancellationToken);

    private bool IsOver(Stored<AgentSession> stored) =>
        stored.UpdatedAt + TimeSpan.FromSeconds(stored.Document.IdleSeconds) < clock.GetUtcNow();

    // What nobody came back to goes when others are written.
    private async Task<IEnumerable<Write>> Forgotten(
        Tenant tenant, string key, CancellationToken cancellationToken)
    {
        var query = new ListQuery { CreatedBefore = clock.GetUtcNow() - IdleTimeMin, PageSize = ForgottenMax };
        var old = await store.ListAsync(tenant, AgentSession.Kind, query, cancellationToken);
        return old.Items
            .Where(stored => stored.Id != key && IsOver(stored))
            .Select(stored => AgentSession.Kind.Delete(tenant, stored.Id));
    }

    private sealed class Taken(AgentSessions sessions, Tenant tenant, string key) : IDisposable
    {
        public void Dispose() => sessions._busy.TryRemove((tenant, key), out _);
    }
}
