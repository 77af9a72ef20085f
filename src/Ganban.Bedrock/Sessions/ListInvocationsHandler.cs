using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>Lists a session's invocations, the newest first.</summary>
internal sealed class ListInvocationsHandler(Sessions sessions, ResourceStore store)
    : IOperationHandler<ListInvocationsRequest, ListInvocationsResponse>
{
    /// <inheritdoc/>
    public async Task<ListInvocationsResponse> Handle(
        ListInvocationsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var session = await sessions.Get(tenant, request.SessionIdentifier, cancellationToken);
        var query = SessionPages.Query(request.MaxResults, request.NextToken) with { Parent = session.Id };
        var page = await SessionPages.Read(store, tenant, InvocationRecord.Kind, query, cancellationToken);
        return new ListInvocationsResponse
        {
            InvocationSummaries =
            [
                .. page.Items.Select(invocation => new InvocationSummary
                {
                    SessionId = session.Id,
                    InvocationId = InvocationRecord.InvocationOf(invocation.Id),
                    CreatedAt = invocation.CreatedAt,
                }),
            ],
            NextToken = page.NextToken,
        };
    }
}
