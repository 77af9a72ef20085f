using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Deletes a flow with its versions, and if so asked with the aliases that use it.</summary>
internal sealed class DeleteFlowHandler(StoredFlows flows, ResourceStore store)
    : IOperationHandler<DeleteFlowRequest, DeleteFlowResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteFlowResponse> Handle(
        DeleteFlowRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await flows.GetDraft(tenant, request.FlowIdentifier, cancellationToken);
        var aliases = await flows.Aliases(tenant, draft.Id, cancellationToken);
        if (aliases.Count > 0 && request.SkipResourceInUseCheck != true)
        {
            throw FlowsErrors.InUse($"The flow {draft.Id}", $"its alias {aliases[0].Id}");
        }

        var query = new ListQuery { Id = draft.Id };
        var versions = await store.ListAllAsync(tenant, FlowDocument.Kind, query, cancellationToken)
            .ToListAsync(cancellationToken);
        await store.CommitAsync(
            [
                .. versions.Select(flow => FlowDocument.Kind.Delete(tenant, flow.Id, flow.Version)),
                Write.UntagAll(tenant, StoredFlows.Arn(tenant, draft.Id)),
                .. aliases.SelectMany(IEnumerable<Write> (alias) =>
                [
                    FlowAliasDocument.Kind.Delete(tenant, alias.Id),
                    Write.UntagAll(tenant, StoredFlows.AliasArn(tenant, draft.Id, alias.Id)),
                ]),
            ],
            cancellationToken);
        return new DeleteFlowResponse { Id = draft.Id };
    }
}
