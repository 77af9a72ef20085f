using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Makes a flow; what it makes is the draft, which PrepareFlow makes ready.</summary>
internal sealed class CreateFlowHandler(ResourceStore store) : IOperationHandler<CreateFlowRequest, CreateFlowResponse>
{
    /// <inheritdoc/>
    public async Task<CreateFlowResponse> Handle(
        CreateFlowRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var flow = new FlowDocument(
            request.Description,
            request.ExecutionRoleArn,
            request.CustomerEncryptionKeyArn,
            request.Definition is { } definition ? ShapeJson.Write(definition) : null,
            FlowStatus.NotPrepared,
            Validations: [],
            LastVersion: 0);
        FlowRules.CheckSize(flow);
        var tags = FlowRules.Tags(request.Tags);
        await CheckQuota(tenant, cancellationToken);
        var id = AgentId.New();
        var document = new NewDocument<FlowDocument>(id, flow)
        {
            Name = request.Name,
            Version = FlowDocument.Draft,
            Tags = new TagSet(StoredFlows.Arn(tenant, id), tags),
        };
        try
        {
            var stored = await store.CreateAsync(
                tenant,
                FlowDocument.Kind,
                document,
                new FlowFingerprint(request.Name, request.Description, Flow: flow, Tags: tags).For(request.ClientToken),
                together: [],
                cancellationToken);
            return new CreateFlowResponse
            {
                Name = stored.Name!,
                Description = stored.Document.Description,
                ExecutionRoleArn = stored.Document.ExecutionRoleArn,
                CustomerEncryptionKeyArn = stored.Document.CustomerEncryptionKeyArn,
                Definition = stored.Document.ReadDefinition(),
                Id = stored.Id,
                Arn = StoredFlows.Arn(tenant, stored.Id),
                Status = stored.Document.Status,
                Version = stored.Version,
                CreatedAt = stored.CreatedAt,
                UpdatedAt = stored.UpdatedAt,
            };
        }
        catch (ResourceExistsException e)
        {
            throw FlowsErrors.NameTaken("A flow", request.Name, e);
        }
        catch (IdempotencyConflictException e)
        {
            throw FlowsErrors.TokenReused(e);
        }
    }

    private async Task CheckQuota(Tenant tenant, CancellationToken cancellationToken)
    {
        var drafts = new ListQuery { Version = FlowDocument.Draft };
        if (await store.HasAsync(tenant, FlowDocument.Kind, drafts, FlowRules.FlowsMax, cancellationToken))
        {
            throw FlowsErrors.TooMany("flows in this account and region", FlowRules.FlowsMax);
        }
    }
}
