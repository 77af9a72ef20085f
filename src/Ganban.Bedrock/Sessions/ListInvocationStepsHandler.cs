using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>Lists the steps of a session or of one of its invocations, the newest first.</summary>
internal sealed class ListInvocationStepsHandler(Sessions sessions, ResourceStore store)
    : IOperationHandler<ListInvocationStepsRequest, ListInvocationStepsResponse>
{
    /// <inheritdoc/>
    public async Task<ListInvocationStepsResponse> Handle(
        ListInvocationStepsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var session = await sessions.Get(tenant, request.SessionIdentifier, cancellationToken);
        var query = SessionPages.Query(request.MaxResults, request.NextToken) with { Parent = session.Id };
        if (request.InvocationIdentifier is { } invocation)
        {
            await sessions.CheckInvocation(tenant, session.Id, invocation, cancellationToken);
            query = query with { Id = InvocationRecord.IdOf(session.Id, invocation) };
        }

        var page = await SessionPages.Read(store, tenant, StepRecord.Kind, query, cancellationToken);
        return new ListInvocationStepsResponse
        {
            InvocationStepSummaries =
            [
                .. page.Items.Select(step => new InvocationStepSummary
                {
                    SessionId = session.Id,
                    InvocationId = InvocationRecord.InvocationOf(step.Id),
                    InvocationStepId = step.Version,
                    InvocationStepTime = step.Document.Time,
                }),
            ],
            NextToken = page.NextToken,
        };
    }
}
