using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Nodes;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Invocation;

/// <summary>
/// Runs a flow and sends its outputs as they come; goes on with one that waits for the user's answer.
/// </summary>
internal sealed class InvokeFlowHandler(
    StoredFlows flows, FlowConversations conversations, FlowInvocation invocation)
    : IOperationHandler<InvokeFlowRequest, InvokeFlowResponse>
{
    /// <inheritdoc/>
    public async Task<InvokeFlowResponse> Handle(
        InvokeFlowRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var target = await FlowTarget.Find(
            flows, tenant, request.FlowIdentifier, request.FlowAliasIdentifier, cancellationToken);
        var execution = request.ExecutionId ?? Guid.NewGuid().ToString();
        var id = FlowConversations.Id(target, execution);
        var waiting = request.ExecutionId is null ? null : await conversations.Find(tenant, id, cancellationToken);
        var input = request.Inputs[0];
        var question = waiting?.Questions.FirstOrDefault(question => question.Node == input.NodeName);
        var call = new FlowCall(
            context.Caller,
            context.Operation,
            StoredFlows.Arn(tenant, target.Flow.Id),
            StoredFlows.AliasArn(tenant, target.Flow.Id, target.Alias.Id),
            execution)
        {
            NodesAtOnce = target.Alias.Document.NodesAtOnce,
            Latency = request.ModelPerformanceConfiguration?.PerformanceConfig?.Latency,
            HasUser = true,
            Answers = question is null ? new Dictionary<string, JsonElement>()
                : new Dictionary<string, JsonElement> { [question.Key] = Answer(input) },
        };
        var conversation = question is not null ? waiting! : new FlowConversation(
            target.Flow.Document.Definition!.Value, target.Document(input), new Dictionary<string, NodeResult>(), []);
        return new InvokeFlowResponse
        {
            ExecutionId = execution,
            ResponseStream = invocation.Run(id, conversation, call, request.EnableTrace == true, cancellationToken),
        };
    }

    private static JsonElement Answer(FlowInput input)
    {
        if ((input.NodeInputName ?? AgentNode.Input) != AgentNode.Input)
        {
            throw FlowRunErrors.Wrong(
                "inputs.1.member.nodeInputName", $"It must name the input that waits, which is {AgentNode.Input}.");
        }

        return input.Content is FlowInputContent.Document { Value: var answer }
            && DataTypes.Of(answer) == FlowNodeIODataType.String
            ? answer
            : throw FlowRunErrors.Wrong("inputs.1.member.content.document", "The answer must be a String.");
    }
}
