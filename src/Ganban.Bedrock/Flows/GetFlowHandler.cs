using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Shows a flow's draft, with what was found wrong when it was prepared last.</summary>
internal sealed class GetFlowHandler(StoredFlows flows) : IOperationHandler<GetFlowRequest, GetFlowResponse>
{
    /// <inheritdoc/>
    public async Task<GetFlowResponse> Handle(
        GetFlowRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await flows.GetDraft(tenant, request.FlowIdentifier, cancellationToken);
        return new GetFlowResponse
        {
            Name = stored.Name!,
            Description = stored.Document.Description,
            ExecutionRoleArn = stored.Document.ExecutionRoleArn,
            CustomerEncryptionKeyArn = stored.Document.CustomerEncryptionKeyArn,
            Definition = stored.Document.ReadDefinition(),
            Id = stored.Id,
            Arn = StoredFlows.Arn(tenant, stored.Id),
            Status = stored.Document.Status,
            Validations = stored.Document.ReadValidations(),
            Version = stored.Version,
            CreatedAt = stored.CreatedAt,
            UpdatedAt = stored.UpdatedAt,
        };
    }
}
