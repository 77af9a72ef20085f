using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>Lists sessions, the newest first.</summary>
internal sealed class ListSessionsHandler(Sessions sessions, ResourceStore store)
    : IOperationHandler<ListSessionsRequest, ListSessionsResponse>
{
    /// <inheritdoc/>
    public async Task<ListSessionsResponse> Handle(
        ListSessionsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var query = SessionPages.Query(request.MaxResults, request.NextToken);
        var page = await SessionPages.Read(store, tenant, SessionRecord.Kind, query, cancellationToken);
        return new ListSessionsResponse
        {
            SessionSummaries =
            [
                .. page.Items.Select(session => new SessionSummary
                {
                    SessionId = session.Id,
                    SessionArn = Sessions.Arn(tenant, session.Id),
                    SessionStatus = sessions.StatusOf(session),
                    CreatedAt = session.CreatedAt,
                    LastUpdatedAt = session.UpdatedAt,
                }),
            ],
            NextToken = page.NextToken,
        };
    }
}
