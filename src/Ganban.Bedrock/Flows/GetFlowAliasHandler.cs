using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Shows an alias of a flow.</summary>
internal sealed class GetFlowAliasHandler(StoredFlows flows)
    : IOperationHandler<GetFlowAliasRequest, GetFlowAliasResponse>
{
    /// <inheritdoc/>
    public async Task<GetFlowAliasResponse> Handle(
        GetFlowAliasRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var flow = await flows.GetDraft(tenant, request.FlowIdentifier, cancellationToken);
        var stored = await flows.FindAlias(tenant, flow, request.AliasIdentifier, cancellationToken)
            ?? throw FlowsErrors.NoAlias(flow.Id, request.AliasIdentifier);
        return new GetFlowAliasResponse
        {
            Name = stored.Name!,
            Description = stored.Document.Description,
            RoutingConfiguration = stored.Document.Routing(),
            ConcurrencyConfiguration = stored.Document.Concurrency(),
            FlowId = flow.Id,
            Id = stored.Id,
            Arn = StoredFlows.AliasArn(tenant, flow.Id, stored.Id),
            CreatedAt = stored.CreatedAt,
            UpdatedAt = stored.UpdatedAt,
        };
    }
}
