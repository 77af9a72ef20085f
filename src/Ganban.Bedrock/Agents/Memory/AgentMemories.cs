using Ganban.Bedrock.Agents.Runtime;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Memory;

/// <summary>
/// What agents remember across sessions. A session that ended waits in the store until its agent's model has summed it
/// up: when it is ended, when it was idle for its time, or when its memory is needed before that. A killed server loses
/// none of it.
/// </summary>
internal sealed class AgentMemories(
    AgentSessions sessions, SessionSummary summary, ResourceStore store, TimeProvider clock)
{
    // Those that are left over are summed up the next time.
    private const int SummariesMax = 5;
    private const int PageSize = 500;
    private const int ExpiredMax = 100;

    /// <summary>The summaries of the last sessions of a memory, the newest first.</summary>
    public async Task<IReadOnlyList<string>> Recall(
        AgentDefinition agent, string? memoryId, OperationContext context, CancellationToken cancellationToken)
    {
        if (memoryId is null || agent is not { Memory: { } limits, Identity: { } identity })
        {
            return [];
        }

        var memory = MemoryRecord.Memory(identity, memoryId);
        await Settle(agent, memory, context, cancellationToken);
        var query = new ListQuery
        {
            Parent = memory,
            Sort = ListSort.CreatedDescending,
            PageSize = Math.Min(limits.RecentSessionsMax, PageSize),
        };
        var tenant = new Tenant(context.Account, context.Region);
        var page = await store.ListAsync(tenant, MemoryRecord.Kind, query, cancellationToken);
        var now = clock.GetUtcNow();
        return [.. page.Items.Where(one => one.Document.ExpiresAt > now).Select(one => one.Document.Summary)];
    }

    /// <summary>Sums up the sessions of a memory that are over, where the agent still remembers.</summary>
    public async Task Settle(
        AgentDefinition agent, string memory, OperationContext context, CancellationToken cancellationToken)
    {
        if (agent.Memory is not { } limits)
        {
            return;
        }

        var tenant = new Tenant(context.Account, context.Region);
        await sessions.EndIdle(tenant, memory, cancellationToken);
        var query = new ListQuery { Parent = memory, PageSize = SummariesMax };
        var waiting = await store.ListAsync(tenant, AgentSession.Ended, query, cancellationToken);
        foreach (var ended in waiting.Items)
        {
            try
            {
                var expiresAt = ended.CreatedAt + TimeSpan.FromDays(limits.StorageDays);
                await SumUp(agent, memory, ended, expiresAt, context, cancellationToken);
            }
            catch (ModelledException)
            {
                return; // The model has no time for it; the session waits on.
            }
            catch (RevisionConflictException)
            {
                // Another request summed it up meanwhile.
            }
        }
    }

    /// <summary>What of a memory is not summed up.</summary>
    public async Task<MemoryRest> Rest(Tenant tenant, string memory, CancellationToken cancellationToken)
    {
        var first = new ListQuery { Parent = memory, PageSize = 1 };
        var waiting = await store.ListAsync(tenant, AgentSession.Ended, first, cancellationToken);
        return new MemoryRest(
            await sessions.EndOf(tenant, memory, cancellationToken), IsWaiting: waiting.Items.Count > 0);
    }

    private async Task SumUp(
        AgentDefinition agent,
        string memory,
        Stored<AgentSession> ended,
        DateTimeOffset expiresAt,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var forgets = AgentSession.Ended.Delete(tenant, ended.Id, revision: ended.Revision);
        var latest = new ListQuery { Parent = memory, Sort = ListSort.CreatedDescending, PageSize = 1 };
        var earlier = await store.ListAsync(tenant, MemoryRecord.Kind, latest, cancellationToken);
        var text = expiresAt > clock.GetUtcNow() && ended.Document.Conversation.Messages.Count > 0
            ? await summary.Of(
                agent,
                ended.Document.Conversation,
                earlier.Items is [{ Document.Summary: var last }] ? last : "",
                context,
                cancellationToken)
            : "";
        var sessionId = ended.Document.SessionId ?? "";
        var record = new MemoryRecord(sessionId, text, ended.Document.StartedAt ?? ended.CreatedAt, expiresAt);
        var document = new NewDocument<MemoryRecord>(MemoryRecord.Id(memory, sessionId), record) { Parent = memory };
        await store.CommitAsync(
            [
                .. await Expired(tenant, cancellationToken),
                forgets,
                .. text.Length > 0 ? MemoryRecord.Kind.Replace(tenant, document) : [],
            ],
            cancellationToken);
    }

    // What nobody asks for any more goes when something is added.
    private async Task<IEnumerable<Write>> Expired(Tenant tenant, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var query = new ListQuery { PageSize = ExpiredMax };
        var oldest = await store.ListAsync(tenant, MemoryRecord.Kind, query, cancellationToken);
        return oldest.Items
            .Where(one => one.Document.ExpiresAt <= now)
            .Select(one => MemoryRecord.Kind.Delete(tenant, one.Id));
    }

    /// <summary>One page of what a memory holds, the newest first.</summary>
    /// <exception cref="InvalidPageTokenException">The token was not given for this list.</exception>
    public async Task<Page<MemoryRecord>> List(
        Tenant tenant, string memory, int count, string? pageToken, CancellationToken cancellationToken)
    {
        var query = new ListQuery
        {
            Parent = memory,
            Sort = ListSort.CreatedDescending,
            PageSize = count,
            PageToken = pageToken,
        };
        return await store.ListAsync(tenant, MemoryRecord.Kind, query, cancellationToken);
    }

    /// <summary>Forgets all that an agent remembers, of all its aliases.</summary>
    public async Task Forget(Tenant tenant, string agentId, CancellationToken cancellationToken) =>
        await Forget(tenant, MemoryRecord.Agent(agentId), memory: null, sessionId: null, cancellationToken);

    /// <summary>
    /// Forgets what an alias remembers: all of it, or of one memory, or of one session; ended sessions that wait too.
    /// </summary>
    public async Task Forget(
        Tenant tenant,
        string agentId,
        string aliasId,
        string? memoryId,
        string? sessionId,
        CancellationToken cancellationToken)
    {
        var alias = MemoryRecord.Alias(agentId, aliasId);
        await Forget(tenant, alias, memoryId is null ? null : alias + memoryId, sessionId, cancellationToken);
    }

    private async Task Forget(
        Tenant tenant, string prefix, string? memory, string? sessionId, CancellationToken cancellationToken)
    {
        if (memory is not null)
        {
            await sessions.EndIdle(tenant, memory, cancellationToken);
        }

        await Forget(tenant, MemoryRecord.Kind, one => one.SessionId, prefix, memory, sessionId, cancellationToken);
        await Forget(tenant, AgentSession.Ended, one => one.SessionId, prefix, memory, sessionId, cancellationToken);
    }

    private async Task Forget<T>(
        Tenant tenant,
        DocumentKind<T> kind,
        Func<T, string?> sessionOf,
        string prefix,
        string? memory,
        string? sessionId,
        CancellationToken cancellationToken)
        where T : class
    {
        var query = new ListQuery { Parent = memory, PageSize = PageSize };
        do
        {
            var page = await store.ListAsync(tenant, kind, query, cancellationToken);
            var doomed = page.Items
                .Where(one => one.Id.StartsWith(prefix, StringComparison.Ordinal))
                .Where(one => sessionId is null || sessionOf(one.Document) == sessionId)
                .Select(one => kind.Delete(tenant, one.Id))
                .ToList();
            if (doomed.Count > 0)
            {
                await store.CommitAsync(doomed, cancellationToken);
            }

            query = query with { PageToken = page.NextToken };
        }
        while (query.PageToken is not null);
    }
}

/// <summary>What of a memory is not summed up.</summary>
/// <param name="EndsAt">When the first of its sessions will have been idle for its time; null where none lives.</param>
/// <param name="IsWaiting">Whether a session that is over waits.</param>
internal sealed record MemoryRest(DateTimeOffset? EndsAt, bool IsWaiting);
