using System.Collections.Concurrent;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Invocation;

/// <summary>Runs of flows that wait for the user. One is forgotten when the user has not answered for a day.</summary>
internal sealed class FlowConversations(ResourceStore store, TimeProvider clock)
{
    private const int ForgottenMax = 100;
    private static readonly TimeSpan IdleTimeMax = TimeSpan.FromDays(1);
    private readonly ConcurrentDictionary<(Tenant Tenant, string Id), byte> _busy = new();

    /// <summary>The document's id.</summary>
    public static string Id(FlowTarget target, string execution) => $"{target.Flow.Id}.{target.Alias.Id}.{execution}";

    /// <summary>Takes one for a call, until what is returned is disposed.</summary>
    /// <exception cref="Contracts.ModelledException">Another call goes on.</exception>
    public IDisposable Take(Tenant tenant, string id) =>
        _busy.TryAdd((tenant, id), 0) ? new Taken(this, tenant, id) : throw FlowRunErrors.Busy();

    /// <summary>One that waits; null if there is none.</summary>
    public async Task<FlowConversation?> Find(Tenant tenant, string id, CancellationToken cancellationToken) =>
        await store.GetAsync(tenant, FlowConversation.Kind, id, cancellationToken) is { } stored
        && stored.CreatedAt + IdleTimeMax > clock.GetUtcNow()
            ? stored.Document
            : null;

    /// <summary>Keeps one as it is now.</summary>
    public async Task Keep(
        Tenant tenant, string id, FlowConversation conversation, CancellationToken cancellationToken)
    {
        var writes = FlowConversation.Kind.Replace(tenant, new NewDocument<FlowConversation>(id, conversation));
        await store.CommitAsync([.. writes, .. await Forgotten(tenant, id, cancellationToken)], cancellationToken);
    }

    /// <summary>Ends one; one that is not there has ended.</summary>
    public Task End(Tenant tenant, string id, CancellationToken cancellationToken) =>
        store.CommitAsync([FlowConversation.Kind.Delete(tenant, id)], cancellationToken);

    // What nobody came back to goes when others are written.
    private async Task<IEnumerable<Write>> Forgotten(Tenant tenant, string id, CancellationToken cancellationToken)
    {
        var query = new ListQuery { CreatedBefore = clock.GetUtcNow() - IdleTimeMax, PageSize = ForgottenMax };
        var old = await store.ListAsync(tenant, FlowConversation.Kind, query, cancellationToken);
        return old.Items
            .Where(stored => stored.Id != id)
            .Select(stored => FlowConversation.Kind.Delete(tenant, stored.Id));
    }

    private sealed class Taken(FlowConversations conversations, Tenant tenant, string id) : IDisposable
    {
        public void Dispose() => conversations._busy.TryRemove((tenant, id), out _);
    }
}
