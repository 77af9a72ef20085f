using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>Ends a session: from then on it can only be read. One that is ended already stays so.</summary>
internal sealed class EndSessionHandler(Sessions sessions, ResourceStore store)
    : IOperationHandler<EndSessionRequest, EndSessionResponse>
{
    /// <inheritdoc/>
    public async Task<EndSessionResponse> Handle(
        EndSessionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        while (true)
        {
            var session = await sessions.Get(tenant, request.SessionIdentifier, cancellationToken);
            try
            {
                if (!session.Document.IsEnded)
                {
                    var ended = session with { Document = session.Document with { IsEnded = true } };
                    await store.UpdateAsync(tenant, SessionRecord.Kind, ended, cancellationToken);
                }

                return new EndSessionResponse
                {
                    SessionId = session.Id,
                    SessionArn = Sessions.Arn(tenant, session.Id),
                    SessionStatus = SessionStatus.Ended,
                };
            }
            catch (RevisionConflictException)
            {
                // A step was added at the same time; the end comes behind it.
            }
        }
    }
}
