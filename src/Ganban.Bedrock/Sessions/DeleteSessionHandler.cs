using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>
/// Deletes a session that is not active, with all that is in it: the steps first and the session last, so that a
/// deletion that breaks off can be repeated.
/// </summary>
internal sealed class DeleteSessionHandler(Sessions sessions, ResourceStore store)
    : IOperationHandler<DeleteSessionRequest, DeleteSessionResponse>
{
    private const int PageSize = 400; // of steps, each with a payload: a transaction has at most 1000 writes

    /// <inheritdoc/>
    public async Task<DeleteSessionResponse> Handle(
        DeleteSessionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var session = await sessions.Get(tenant, request.SessionIdentifier, cancellationToken);
        if (sessions.StatusOf(session) == SessionStatus.Active)
        {
            throw SessionsErrors.StillActive(session.Id);
        }

        var query = new ListQuery { Parent = session.Id, PageSize = PageSize };
        while (await store.ListAsync(tenant, StepRecord.Kind, query, cancellationToken) is { Items.Count: > 0 } steps)
        {
            await store.CommitAsync(
                [
                    .. steps.Items.Select(step => StepRecord.Kind.Delete(tenant, step.Id, step.Version)),
                    .. steps.Items.Select(step => StepPayload.Kind.Delete(tenant, step.Id, step.Version)),
                ],
                cancellationToken);
        }

        while (await store.ListAsync(tenant, InvocationRecord.Kind, query, cancellationToken)
            is { Items.Count: > 0 } found)
        {
            await store.CommitAsync(
                [.. found.Items.Select(item => InvocationRecord.Kind.Delete(tenant, item.Id))], cancellationToken);
        }

        try
        {
            await store.CommitAsync(
                [
                    SessionRecord.Kind.Delete(tenant, session.Id, revision: session.Revision),
                    Write.UntagAll(tenant, Sessions.Arn(tenant, session.Id)),
                ],
                cancellationToken);
        }
        catch (RevisionConflictException exception)
        {
            throw SessionsErrors.Changed(session.Id, exception);
        }

        return new DeleteSessionResponse();
    }
}
