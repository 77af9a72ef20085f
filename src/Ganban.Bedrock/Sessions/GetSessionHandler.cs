using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>Describes a session.</summary>
internal sealed class GetSessionHandler(Sessions sessions) : IOperationHandler<GetSessionRequest, GetSessionResponse>
{
    /// <inheritdoc/>
    public async Task<GetSessionResponse> Handle(
        GetSessionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var session = await sessions.Get(tenant, request.SessionIdentifier, cancellationToken);
        return new GetSessionResponse
        {
            SessionId = session.Id,
            SessionArn = Sessions.Arn(tenant, session.Id),
            SessionStatus = sessions.StatusOf(session),
            CreatedAt = session.CreatedAt,
            LastUpdatedAt = session.UpdatedAt,
            SessionMetadata = session.Document.Metadata,
            EncryptionKeyArn = session.Document.EncryptionKeyArn,
        };
    }
}
