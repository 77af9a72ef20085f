using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>Shows how far an execution of a flow is.</summary>
internal sealed class GetFlowExecutionHandler(FlowExecutions executions)
    : IOperationHandler<GetFlowExecutionRequest, GetFlowExecutionResponse>
{
    /// <inheritdoc/>
    public async Task<GetFlowExecutionResponse> Handle(
        GetFlowExecutionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await executions.Get(
            tenant,
            request.FlowIdentifier,
            request.FlowAliasIdentifier,
            request.ExecutionIdentifier,
            cancellationToken);
        var record = stored.Document;
        return new GetFlowExecutionResponse
        {
            ExecutionArn = FlowExecutions.Arn(tenant, stored),
            FlowIdentifier = stored.Parent!,
            FlowAliasIdentifier = record.Alias,
            FlowVersion = record.FlowVersion,
            Status = record.Status,
            StartedAt = stored.CreatedAt,
            EndedAt = record.EndedAt,
            Errors = record.FailureMessage is null ? null :
            [
                new FlowExecutionError
                {
                    Error = record.Status == FlowExecutionStatus.TimedOut
                        ? FlowExecutionErrorType.ExecutionTimedOut
                        : null,
                    Message = record.FailureMessage,
                    NodeName = record.FailedNode,
                },
            ],
        };
    }
}
