using Ganban.Bedrock.Flows.Invocation;
using Ganban.Bedrock.Jobs;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>Stops an execution of a flow; nodes that run are broken off.</summary>
internal sealed class StopFlowExecutionHandler(FlowExecutions executions, JobRunner runner, TimeProvider clock)
    : IOperationHandler<StopFlowExecutionRequest, StopFlowExecutionResponse>
{
    /// <inheritdoc/>
    public async Task<StopFlowExecutionResponse> Handle(
        StopFlowExecutionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var found = await executions.Get(
            tenant,
            request.FlowIdentifier,
            request.FlowAliasIdentifier,
            request.ExecutionIdentifier,
            cancellationToken);
        var isStopped = false;
        var stored = await executions.Change(
            tenant,
            found.Id,
            now =>
            {
                isStopped = true;
                return now with { Status = FlowExecutionStatus.Aborted, EndedAt = clock.GetUtcNow() };
            },
            together: [],
            cancellationToken) ?? found;
        if (!isStopped)
        {
            throw FlowRunErrors.IsOver(found.Name!, stored.Document.Status);
        }

        await runner.Interrupt(executions.Queued(tenant, found.Id));
        return new StopFlowExecutionResponse
        {
            ExecutionArn = FlowExecutions.Arn(tenant, stored),
            Status = stored.Document.Status,
        };
    }
}
