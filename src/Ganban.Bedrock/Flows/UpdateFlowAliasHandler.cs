using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Replaces what an alias is and where it leads.</summary>
internal sealed class UpdateFlowAliasHandler(StoredFlows flows, FlowAliasRules rules, ResourceStore store)
    : IOperationHandler<UpdateFlowAliasRequest, UpdateFlowAliasResponse>
{
    /// <inheritdoc/>
    public async Task<UpdateFlowAliasResponse> Handle(
        UpdateFlowAliasRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var flow = await flows.GetDraft(tenant, request.FlowIdentifier, cancellationToken);
        var alias = await flows.GetOwnAlias(tenant, flow, request.AliasIdentifier, cancellationToken);
        var document = await rules.Read(
            tenant,
            flow,
            request.Description,
            request.RoutingConfiguration,
            request.ConcurrencyConfiguration,
            cancellationToken);
        try
        {
            var changed = alias with { Name = request.Name, Document = document };
            var stored = await store.UpdateAsync(tenant, FlowAliasDocument.Kind, changed, cancellationToken);
            return new UpdateFlowAliasResponse
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
        catch (ResourceExistsException e)
        {
            throw FlowsErrors.NameTaken("An alias of the flow", request.Name, e);
        }
        catch (RevisionConflictException e)
        {
            throw FlowsErrors.Changed($"The alias {alias.Id}", e);
        }
    }
}
