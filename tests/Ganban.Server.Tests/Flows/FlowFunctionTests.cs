using System.Text.Json.Nodes;
using Ganban.Server.Tests.AgentRuntime;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Functions;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Flows;

/// <summary>Flows that call functions, which really run.</summary>
[Collection(FlowCollection.Name)]
public sealed class FlowFunctionTests(FlowServer flows)
{
    private const string Stock = """
        import os, time
        STOCKS = {'粘土': '5kg', 'ニューロチップ': '10個'}
        def handler(event, context):
            name = event['node']['inputs'][0]['value']
            if name == 'hang': time.sleep(600)
            if name == 'exit': os._exit(3)
            if name == 'list': return ['a list']
            if name == 'deep':
                value = 0
                for _ in range(100): value = [value]
                return {'stock': value}
            if name == 'mute': raise MemoryError()
            return {'stock': STOCKS[name], 'node': event['node']['name'], 'flow': event['flow']['flowArn']}
        """;

    [InterpreterFact]
    public async Task A_function_answers_with_JSON_that_an_expression_reads()
    {
        using var functions = new FunctionCalls(flows.Server.Address);
        var id = await flows.Prepare("stock-flow", Asking(await functions.Create("flow-stock", Stock)));

        var result = await flows.Invoke(id, "粘土", enableTrace: true);

        Assert.Equal("\"5kg\"", Assert.Single(FlowServer.Outputs(result)));
        var action = result.Events.Select(item => item["flowTraceEvent"]?["trace"]?["nodeActionTrace"]).Single(trace => trace is not null)!;
        Assert.Equal(("Lambda", "Invoke"), ((string)action["serviceName"]!, (string)action["operationName"]!));
        Assert.Equal(
            ("stock", $"arn:aws:bedrock:us-east-1:000000000000:flow/{id}"),
            ((string)action["operationResponse"]!["node"]!, (string)action["operationResponse"]!["flow"]!));
    }

    [InterpreterFact]
    public async Task An_alias_in_a_flow_leads_to_its_version()
    {
        using var functions = new FunctionCalls(flows.Server.Address);
        await functions.Create("flow-versions", "def handler(event, context): return {'stock': 'old'}");
        var alias = await functions.Publish("flow-versions", "PROD");
        await functions.Replace("flow-versions", "def handler(event, context): return {'stock': 'new'}");

        var old = await flows.Invoke(await flows.Prepare("alias-flow", Asking(alias)), "粘土");
        var latest = await flows.Invoke(
            await flows.Prepare("latest-flow", Asking(alias.Replace(":PROD", "", StringComparison.Ordinal))), "粘土");

        Assert.Equal("\"old\"", Assert.Single(FlowServer.Outputs(old)));
        Assert.Equal("\"new\"", Assert.Single(FlowServer.Outputs(latest)));
    }

    [InterpreterFact]
    public async Task An_alias_of_an_agents_action_leads_to_its_version()
    {
        const string source = """
            def handler(event, context):
                body = {'TEXT': {'body': f'5kg since version {context.function_version}'}}
                return {'messageVersion': '1.0', 'response': {
                    'actionGroup': event['actionGroup'], 'function': event['function'],
                    'functionResponse': {'responseBody': body}}}
            """;
        using var functions = new FunctionCalls(flows.Server.Address);
        await functions.Create("agent-versions", source);
        var alias = await functions.Publish("agent-versions", "PROD");
        var agent = InlineAgent.Of(InlineAgent.Stock(new { lambda = alias }));

        var reply = new AgentReply(await flows.Run("InvokeInlineAgent", agent.Asking("alias", "How much clay is there?")));

        Assert.Equal((null, "5kg."), (reply.Error, reply.Text));
    }

    [InterpreterFact]
    public async Task A_function_that_fails_or_answers_another_shape_fails_its_node()
    {
        using var functions = new FunctionCalls(flows.Server.Address);
        var id = await flows.Prepare("bad-stock", Asking(await functions.Create("flow-bad", Stock)));
        var slow = await functions.Create("flow-slow", Stock, timeoutSeconds: 2);

        await Fails("鉄", "DependencyFailedException", "failed: '鉄'");
        await Fails("mute", "DependencyFailedException", "failed: MemoryError");
        await Fails("exit", "DependencyFailedException", "Runtime exited with error: exit status 3");
        await Fails("deep", "DependencyFailedException", "it has more than 64 levels");
        await Fails("list", "ValidationException", "output functionResponse must be of the type Object but is of the type Array");
        id = await flows.Prepare("slow-stock", Asking(slow));
        await Fails("hang", "DependencyFailedException", "did not answer within its time limit");

        async Task Fails(string name, string error, string message)
        {
            var result = await flows.Invoke(id, name);
            Assert.Equal(error, result.Error);
            Assert.Contains(message, result.Message, StringComparison.Ordinal);
        }
    }

    [NodeFact]
    public async Task A_function_that_is_not_there_is_told_when_the_flow_is_prepared()
    {
        foreach (var arn in new[]
        {
            "arn:aws:lambda:us-east-1:000000000000:function:no-such-function",
            "arn:aws:lambda:us-east-1:111122223333:function:of-another-account",
        })
        {
            var id = await flows.Create(arn.Split(':')[^1], Asking(arn));
            await flows.Do("PrepareFlow", new { flowIdentifier = id });

            var found = (await flows.Do("GetFlow", new { flowIdentifier = id }))["validations"]!.AsArray();
            Assert.Contains(arn, (string)Assert.Single(found)!["message"]!, StringComparison.Ordinal);
        }
    }

    [Boto3Fact]
    public async Task The_example_for_boto3_answers_with_the_figures_of_both_materials()
    {
        var example = Path.Combine(ClientScripts.Folder, "..", "..", "examples", "flow", "flow.py");

        var run = await ProgramRun.Start("python3", [example, flows.Server.Address.ToString()]);

        Assert.True(run.ExitCode == 0, run.Error);
        const string answer = "answer: 粘土の在庫は5kg、ニューロチップの在庫は10個あります。";
        Assert.EndsWith(
            $"{answer}\nSUCCESS\nexecution: Succeeded\n{answer}", run.Output.Trim(), StringComparison.Ordinal);
        Assert.Contains("stock: nodeActionTrace", run.Output, StringComparison.Ordinal);
    }

    private static FlowDraft Asking(string arn) => new FlowDraft().Start()
        .Node("stock", "LambdaFunction", ["material:String=$.data"], ["functionResponse:Object"], new JsonObject
        {
            ["lambdaFunction"] = new JsonObject { ["lambdaArn"] = arn },
        })
        .Data("start.document", "stock.material")
        .End("end", "String", "$.data.stock").Data("stock.functionResponse", "end.document");
}
