using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>Replaces a session's metadata.</summary>
internal sealed class UpdateSessionHandler(Sessions sessions, ResourceStore store)
    : IOperationHandler<UpdateSessionRequest, UpdateSessionResponse>
{
    /// <inheritdoc/>
    public async Task<UpdateSessionResponse> Handle(
        UpdateSessionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        while (true)
        {
            var session = await sessions.GetActive(tenant, request.SessionIdentifier, cancellationToken);
            var record = session.Document with { Metadata = request.SessionMetadata ?? session.Document.Metadata };
            try
            {
                var stored = await store.UpdateAsync(
                    tenant, SessionRecord.Kind, session with { Document = record }, cancellationToken);
                return new UpdateSessionResponse
                {
                    SessionId = stored.Id,
                    SessionArn = Sessions.Arn(tenant, stored.Id),
                    SessionStatus = SessionStatus.Active,
                    CreatedAt = stored.CreatedAt,
                    LastUpdatedAt = stored.UpdatedAt,
                };
            }
            catch (RevisionConflictException)
            {
                // A step was added at the same time; this change comes behind it.
            }
        }
    }
}
