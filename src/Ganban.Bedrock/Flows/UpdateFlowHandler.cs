using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Replaces a flow's draft, which must be prepared again; what the request leaves out is gone.</summary>
internal sealed class UpdateFlowHandler(StoredFlows flows, ResourceStore store)
    : IOperationHandler<UpdateFlowRequest, UpdateFlowResponse>
{
    /// <inheritdoc/>
    public async Task<UpdateFlowResponse> Handle(
        UpdateFlowRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await flows.GetDraft(tenant, request.FlowIdentifier, cancellationToken);
        var document = draft.Document with
        {
            Description = request.Description,
            ExecutionRoleArn = request.ExecutionRoleArn,
            CustomerEncryptionKeyArn = request.CustomerEncryptionKeyArn,
            Definition = request.Definition is { } definition ? ShapeJson.Write(definition) : null,
            Status = FlowStatus.NotPrepared,
            Validations = [],
        };
        FlowRules.CheckSize(document);
        try
        {
            var changed = draft with { Name = request.Name, Document = document };
            var stored = await store.UpdateAsync(tenant, FlowDocument.Kind, changed, cancellationToken);
            return new UpdateFlowResponse
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
        catch (RevisionConflictException e)
        {
            throw FlowsErrors.Changed($"The flow {draft.Id}", e);
        }
    }
}
