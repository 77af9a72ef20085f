using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Deletes an alias of a flow.</summary>
internal sealed class DeleteFlowAliasHandler(StoredFlows flows, ResourceStore store)
    : IOperationHandler<DeleteFlowAliasRequest, DeleteFlowAliasResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteFlowAliasResponse> Handle(
        DeleteFlowAliasRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var flow = await flows.GetDraft(tenant, request.FlowIdentifier, cancellationToken);
        var alias = await flows.GetOwnAlias(tenant, flow, request.AliasIdentifier, cancellationToken);
        await store.CommitAsync(
            [
                FlowAliasDocument.Kind.Delete(tenant, alias.Id),
                Write.UntagAll(tenant, StoredFlows.AliasArn(tenant, flow.Id, alias.Id)),
            ],
            cancellationToken);
        return new DeleteFlowAliasResponse { FlowId = flow.Id, Id = alias.Id };
    }
}
