using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>Begins an invocation of a session: a group of steps.</summary>
internal sealed class CreateInvocationHandler(Sessions sessions, ResourceStore store)
    : IOperationHandler<CreateInvocationRequest, CreateInvocationResponse>
{
    private const int InvocationsMax = 1000;

    /// <inheritdoc/>
    public async Task<CreateInvocationResponse> Handle(
        CreateInvocationRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var id = request.InvocationId ?? Guid.NewGuid().ToString();
        while (true)
        {
            var session = await sessions.GetActive(tenant, request.SessionIdentifier, cancellationToken);
            if (session.Document.Invocations >= InvocationsMax)
            {
                throw SessionsErrors.TooMany("invocations in the session", InvocationsMax);
            }

            try
            {
                return await Create(tenant, session, id, request.Description, cancellationToken);
            }
            catch (RevisionConflictException)
            {
                // Something was added to the session at the same time; this comes behind it.
            }
        }
    }

    private async Task<CreateInvocationResponse> Create(
        Tenant tenant,
        Stored<SessionRecord> session,
        string id,
        string? description,
        CancellationToken cancellationToken)
    {
        var counted = session.Document with { Invocations = session.Document.Invocations + 1 };
        var document = new NewDocument<InvocationRecord>(
            InvocationRecord.IdOf(session.Id, id), new InvocationRecord(description)) { Parent = session.Id };
        try
        {
            var stored = await store.CreateAsync(
                tenant,
                InvocationRecord.Kind,
                document,
                idempotency: null,
                together: [SessionRecord.Kind.Update(tenant, session with { Document = counted })],
                cancellationToken);
            return new CreateInvocationResponse
            {
                InvocationId = id,
                SessionId = session.Id,
                CreatedAt = stored.CreatedAt,
            };
        }
        catch (ResourceExistsException exception)
        {
            throw SessionsErrors.InvocationExists(id, exception);
        }
    }
}
