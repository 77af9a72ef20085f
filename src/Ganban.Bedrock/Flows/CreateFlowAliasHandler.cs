using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Makes an alias that leads to a version of a flow.</summary>
internal sealed class CreateFlowAliasHandler(StoredFlows flows, FlowAliasRules rules, ResourceStore store)
    : IOperationHandler<CreateFlowAliasRequest, CreateFlowAliasResponse>
{
    /// <inheritdoc/>
    public async Task<CreateFlowAliasResponse> Handle(
        CreateFlowAliasRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var flow = await flows.GetDraft(tenant, request.FlowIdentifier, cancellationToken);
        var alias = await rules.Read(
            tenant,
            flow,
            request.Description,
            request.RoutingConfiguration,
            request.ConcurrencyConfiguration,
            cancellationToken);
        var tags = FlowRules.Tags(request.Tags);
        if ((await flows.Aliases(tenant, flow.Id, cancellationToken)).Count >= FlowRules.AliasesMax)
        {
            throw FlowsErrors.TooMany("aliases of the flow", FlowRules.AliasesMax);
        }

        var id = AgentId.New();
        var document = new NewDocument<FlowAliasDocument>(id, alias)
        {
            Name = request.Name,
            Parent = flow.Id,
            Tags = new TagSet(StoredFlows.AliasArn(tenant, flow.Id, id), tags),
        };
        try
        {
            var stored = await store.CreateAsync(
                tenant,
                FlowAliasDocument.Kind,
                document,
                new FlowFingerprint($"{flow.Id}/{request.Name}", request.Description, Alias: alias, Tags: tags)
                    .For(request.ClientToken),
                together: [],
                cancellationToken);
            return new CreateFlowAliasResponse
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
        catch (IdempotencyConflictException e)
        {
            throw FlowsErrors.TokenReused(e);
        }
    }
}
