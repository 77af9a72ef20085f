using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Flows.Running;
using Ganban.Bedrock.Invocation;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Functions;

namespace Ganban.Bedrock.Flows.Nodes;

/// <summary>Runs a function with the node's inputs; what it answers is the output.</summary>
internal sealed class LambdaFunctionNode(IFunctionInvoker functions, TimeProvider clock) : IFlowNode
{
    /// <inheritdoc/>
    public string Type => FlowNodeType.LambdaFunction;

    /// <inheritdoc/>
    public async Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken)
    {
        var arn = ((FlowNodeConfiguration.LambdaFunction)call.Node.Configuration!).Value.LambdaArn;
        var payload = JsonSerializer.SerializeToUtf8Bytes(Event(call));
        FunctionAnswer answer;
        JsonElement response;
        try
        {
            answer = await functions.InvokeAsync(new FunctionCall(call.Flow.Tenant, arn, payload), cancellationToken);
            response = FunctionJson.Read(answer);
        }
        catch (FunctionException e)
        {
            throw Failed(call, e.Message, e);
        }
        catch (JsonException e)
        {
            throw Failed(call, $"the answer of the function {arn} can't be read: {e.Message}", e);
        }

        call.Tell(new FlowEvent.Acted(
            call.Node.Name,
            clock.GetUtcNow(),
            "Lambda",
            "Invoke",
            Guid.NewGuid().ToString(),
            JsonSerializer.Deserialize<JsonElement>(payload),
            response));
        return answer.Error is null
            ? NodeResult.Of("functionResponse", response)
            : throw Failed(call, $"the function {arn} failed: {answer.Complaint}");
    }

    private static FlowNodeException Failed(NodeCall call, string message, Exception? cause = null) =>
        new(call.Node.Name, NodeErrorCode.DependencyFailed, message, cause);

    private static JsonObject Event(NodeCall call) => new()
    {
        ["messageVersion"] = "1.0",
        ["flow"] = new JsonObject
        {
            ["flowArn"] = call.Flow.FlowArn,
            ["flowAliasArn"] = call.Flow.AliasArn,
        },
        ["node"] = new JsonObject
        {
            ["name"] = call.Node.Name,
            ["inputs"] = new JsonArray(
            [
                .. call.Inputs.Select(input => new JsonObject
                {
                    ["name"] = input.Name,
                    ["expression"] = input.Expression,
                    ["value"] = JsonSerializer.SerializeToNode(input.Value),
                    ["type"] = input.Type,
                }),
            ]),
        },
    };
}
