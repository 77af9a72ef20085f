using System.Text.Json;
using Ganban.Bedrock.Flows.Invocation;
using Ganban.Bedrock.Jobs;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>Starts an execution of a flow, which goes on in the background.</summary>
internal sealed class StartFlowExecutionHandler(
    StoredFlows flows, FlowExecutions executions, ResourceStore store, JobRunner runner)
    : IOperationHandler<StartFlowExecutionRequest, StartFlowExecutionResponse>
{
    /// <inheritdoc/>
    public async Task<StartFlowExecutionResponse> Handle(
        StartFlowExecutionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var target = await FlowTarget.Find(
            flows, tenant, request.FlowIdentifier, request.FlowAliasIdentifier, cancellationToken);
        var document = target.Document(request.Inputs[0]);
        if (await runner.IsFull(FlowExecutionRecord.JobType, tenant, cancellationToken))
        {
            throw FlowRunErrors.TooMany();
        }

        var flow = target.Flow.Document;
        var name = string.IsNullOrEmpty(request.FlowExecutionName)
            ? Guid.NewGuid().ToString()
            : request.FlowExecutionName;
        var id = FlowExecutions.Id(target.Flow.Id, target.Alias.Id, name);
        var record = new FlowExecutionRecord(
            target.Alias.Id,
            target.Flow.Version,
            target.Alias.Document.NodesAtOnce,
            request.ModelPerformanceConfiguration?.PerformanceConfig?.Latency,
            context.Caller.PrincipalArn,
            flow.ExecutionRoleArn,
            flow.CustomerEncryptionKeyArn,
            flow.Definition!.Value,
            document,
            FlowExecutionStatus.Running,
            FailedNode: null,
            FailureMessage: null,
            EndedAt: null);
        if (JsonSerializer.SerializeToUtf8Bytes(record, FlowExecutionRecord.Kind.Json).Length > FlowRules.BytesMax)
        {
            throw FlowRunErrors.Wrong(
                "inputs.1.member.content.document",
                $"With the flow's definition it has more than {FlowRules.BytesMax} bytes as JSON, in which a character beyond ASCII takes six. Make it "
                    + "smaller.");
        }

        var queued = executions.Queued(tenant, id);
        try
        {
            var stored = await store.CreateAsync(
                tenant,
                FlowExecutionRecord.Kind,
                new NewDocument<FlowExecutionRecord>(id, record) { Name = name, Parent = target.Flow.Id },
                idempotency: null,
                together: [queued.Create()],
                cancellationToken);
            runner.Add(queued);
            return new StartFlowExecutionResponse { ExecutionArn = FlowExecutions.Arn(tenant, stored) };
        }
        catch (ResourceExistsException e)
        {
            throw FlowRunErrors.NameTaken(name, e);
        }
    }
}
