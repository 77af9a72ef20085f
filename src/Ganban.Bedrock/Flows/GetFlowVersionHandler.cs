using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Shows a version of a flow.</summary>
internal sealed class GetFlowVersionHandler(StoredFlows flows)
    : IOperationHandler<GetFlowVersionRequest, GetFlowVersionResponse>
{
    /// <inheritdoc/>
    public async Task<GetFlowVersionResponse> Handle(
        GetFlowVersionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await flows.Find(tenant, request.FlowIdentifier, request.FlowVersion, cancellationToken)
            ?? throw FlowsErrors.NoVersion(request.FlowIdentifier, request.FlowVersion);
        return new GetFlowVersionResponse
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
        };
    }
}
