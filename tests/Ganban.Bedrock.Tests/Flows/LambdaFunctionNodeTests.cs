using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Flows.Nodes;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Functions;
using Ganban.Storage;
using Ganban.TestKit;

namespace Ganban.Bedrock.Tests.Flows;

public sealed class LambdaFunctionNodeTests
{
    private const string Arn = "arn:aws:lambda:us-east-1:123456789012:function:stock";
    private const string Unread = $"The node stock failed: the answer of the function {Arn} can't be read:";

    [Fact]
    public async Task A_function_gets_the_inputs_of_its_node_and_gives_the_output()
    {
        var functions = new TestFunctions(_ => new FunctionAnswer("""{"stock":5}"""u8.ToArray()));
        var call = Call();

        var result = await new LambdaFunctionNode(functions, TimeProvider.System).Run(call, default);

        Assert.Equal("""{"stock":5}""", result.Outputs["functionResponse"].GetRawText());
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(functions.Payload!),
            JsonNode.Parse("""
                {"messageVersion":"1.0","flow":{"flowArn":"arn:flow","flowAliasArn":"arn:alias"},
                "node":{"name":"stock","inputs":[{"name":"material","expression":"$.data.name","value":"粘土","type":"String"}]}}
                """)));
        Assert.Equal("Lambda", Assert.IsType<FlowEvent.Acted>(Assert.Single(call.Events)).Service);
    }

    [Fact]
    public async Task A_function_that_fails_can_not_be_run_or_answers_no_JSON_fails_its_node()
    {
        var complaints = new List<string>();
        foreach (var answer in new Func<FunctionCall, FunctionAnswer>[]
        {
            _ => new FunctionAnswer("""{"errorMessage":"out of clay","errorType":"Empty"}"""u8.ToArray(), "Unhandled"),
            _ => throw new FunctionException(FunctionFailure.TimedOut, "The function stock did not answer."),
            _ => new FunctionAnswer("""{"errorMessage":"","errorType":"Empty"}"""u8.ToArray(), "Unhandled"),
            _ => new FunctionAnswer("garbage"u8.ToArray()),
            _ => new FunctionAnswer("""{"a":"\ud800"}"""u8.ToArray()),
            _ => new FunctionAnswer("""{"errorMessage":"\ud800"}"""u8.ToArray(), "Unhandled"),
        })
        {
            var thrown = await Assert.ThrowsAsync<FlowNodeException>(
                () => new LambdaFunctionNode(new TestFunctions(answer), TimeProvider.System).Run(Call(), default));
            Assert.Equal(NodeErrorCode.DependencyFailed, thrown.Code);
            complaints.Add(thrown.Message);
        }

        Assert.Equal(
            [
                $"The node stock failed: the function {Arn} failed: out of clay",
                "The node stock failed: The function stock did not answer.",
                $"The node stock failed: the function {Arn} failed: Empty",
                $"{Unread} it is not JSON",
                $"{Unread} it has more than 64 levels, text that is not Unicode, or an object that names a member twice.",
                $"{Unread} it has more than 64 levels, text that is not Unicode, or an object that names a member twice.",
            ],
            complaints.Select(complaint => complaint.Split(": 'g'")[0]));
    }

    private static NodeCall Call()
    {
        var draft = new FlowDraft().Node(
            "stock", "LambdaFunction", ["material:String=$.data.name"], ["functionResponse:Object"], new JsonObject
            {
                ["lambdaFunction"] = new JsonObject { ["lambdaArn"] = Arn },
            });
        var flow = new FlowCall(TestStore.Call().Caller, "InvokeFlow", "arn:flow", "arn:alias", "execution");
        var input = new InputValue(
            "material", "String", "$.data.name", JsonSerializer.SerializeToElement("粘土"), Category: null, Source: null);
        return new NodeCall(
            ShapeJson.Read<FlowNode>(JsonSerializer.SerializeToElement(draft.Nodes[0])), [input], flow, "stock");
    }

    private sealed class TestFunctions(Func<FunctionCall, FunctionAnswer> answer) : IFunctionInvoker
    {
        public string? Payload { get; private set; }

        public Task<FunctionAnswer> InvokeAsync(FunctionCall call, CancellationToken cancellationToken)
        {
            Assert.Equal(Arn, call.Function);
            Payload = Encoding.UTF8.GetString(call.Event.Payload.Span);
            return Task.FromResult(answer(call));
        }

        public Task<bool> Has(Tenant tenant, string function, CancellationToken cancellationToken) =>
            Task.FromResult(true);
    }
}
