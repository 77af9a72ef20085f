using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Invocation;

/// <summary>Runs a flow and sends its outputs as they come.</summary>
internal sealed class InvokeFlowHandler(StoredFlows flows, FlowInvocation invocation)
    : IOperationHandler<InvokeFlowRequest, InvokeFlowResponse>
{
    /// <inheritdoc/>
    public async Task<InvokeFlowResponse> Handle(
        InvokeFlowRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var target = await FlowTarget.Find(
            flows, tenant, request.FlowIdentifier, request.FlowAliasIdentifier, cancellationToken);
        var document = target.Document(request.Inputs[0]);
        var id = request.ExecutionId ?? Guid.NewGuid().ToString();
        var call = new FlowCall(
            context.Caller,
            context.Operation,
            StoredFlows.Arn(tenant, target.Flow.Id),
            StoredFlows.AliasArn(tenant, target.Flow.Id, target.Alias.Id),
            id)
        {
            NodesAtOnce = target.Alias.Document.NodesAtOnce,
        };
        var graph = FlowGraph.Of(target.Definition);
        return new InvokeFlowResponse
        {
            ExecutionId = id,
            ResponseStream = invocation.Run(graph, call, document, request.EnableTrace == true, cancellationToken),
        };
    }
}
