using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>Shows a flow as it was when an execution of it started.</summary>
internal sealed class GetExecutionFlowSnapshotHandler(FlowExecutions executions)
    : IOperationHandler<GetExecutionFlowSnapshotRequest, GetExecutionFlowSnapshotResponse>
{
    /// <inheritdoc/>
    public async Task<GetExecutionFlowSnapshotResponse> Handle(
        GetExecutionFlowSnapshotRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await executions.Get(
            tenant,
            request.FlowIdentifier,
            request.FlowAliasIdentifier,
            request.ExecutionIdentifier,
            cancellationToken);
        return new GetExecutionFlowSnapshotResponse
        {
            Definition = stored.Document.Definition.GetRawText(),
            ExecutionRoleArn = stored.Document.ExecutionRoleArn,
            CustomerEncryptionKeyArn = stored.Document.CustomerEncryptionKeyArn,
            FlowIdentifier = stored.Parent!,
            FlowAliasIdentifier = stored.Document.Alias,
            FlowVersion = stored.Document.FlowVersion,
        };
    }
}
