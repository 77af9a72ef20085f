using Ganban.Storage;

namespace Ganban.Bedrock.Retrieval;

/// <summary>The conversations with knowledge bases. One lives for a day.</summary>
internal sealed class AnswerSessions(ResourceStore store, TimeProvider clock)
{
    private const int TurnsMax = 10;
    private const int ExpiredMax = 100;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>What was said in a conversation up to now; nothing in a new one.</summary>
    /// <exception cref="Contracts.ModelledException">There is no such conversation, or it is over.</exception>
    public async Task<IReadOnlyList<AnswerTurn>> Find(Tenant tenant, string? id, CancellationToken cancellationToken)
    {
        if (id is null)
        {
            return [];
        }

        var stored = await store.GetAsync(tenant, AnswerSession.Kind, id, cancellationToken);
        return stored is not null && stored.CreatedAt > clock.GetUtcNow() - Lifetime
            ? stored.Document.Turns
            : throw RetrievalErrors.NoSession(id);
    }

    /// <summary>Keeps a turn, or none; begins the conversation where it is the first.</summary>
    public async Task Add(Tenant tenant, string id, AnswerTurn? turn, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await store.GetAsync(tenant, AnswerSession.Kind, id, cancellationToken) is { } stored)
                {
                    if (turn is null)
                    {
                        return;
                    }

                    var turns = stored.Document.Turns.Append(turn).TakeLast(TurnsMax).ToList();
                    var changed = stored with { Document = new AnswerSession(turns) };
                    await store.UpdateAsync(tenant, AnswerSession.Kind, changed, cancellationToken);
                }
                else
                {
                    await ForgetExpired(tenant, cancellationToken);
                    var session = new NewDocument<AnswerSession>(id, new AnswerSession(turn is null ? [] : [turn]));
                    await store.CreateAsync(tenant, AnswerSession.Kind, session, cancellationToken);
                }

                return;
            }
            catch (RevisionConflictException)
            {
                // Another turn of the conversation ended at the same time; this one comes behind it.
            }
        }
    }

    private async Task ForgetExpired(Tenant tenant, CancellationToken cancellationToken)
    {
        var query = new ListQuery { CreatedBefore = clock.GetUtcNow() - Lifetime, PageSize = ExpiredMax };
        var expired = await store.ListAsync(tenant, AnswerSession.Kind, query, cancellationToken);
        if (expired.Items.Count > 0)
        {
            await store.CommitAsync(
                [.. expired.Items.Select(session => AnswerSession.Kind.Delete(tenant, session.Id))], cancellationToken);
        }
    }
}
