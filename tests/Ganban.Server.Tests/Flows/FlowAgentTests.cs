using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Flows;

/// <summary>Flows that let agents answer, with the JavaScript SDK.</summary>
[Collection(FlowCollection.Name)]
public sealed class FlowAgentTests(FlowServer flows)
{
    [NodeFact]
    public async Task A_flow_waits_for_what_an_agent_asks_the_user_and_goes_on_with_the_answer()
    {
        var arn = await Agent("asking", "AMAZON.UserInput");
        var draft = new FlowDraft().Start()
            .Node("agent", "Agent", ["agentInputText:String=$.data"], ["agentResponse:String"], new JsonObject
            {
                ["agent"] = new JsonObject { ["agentAliasArn"] = arn },
            })
            .Data("start.document", "agent.agentInputText")
            .End("first").Data("start.document", "first.document")
            .End("end").Data("agent.agentResponse", "end.document");
        var id = await flows.Prepare("asking", draft);

        var asked = await flows.Invoke(id, "Make me a robot.");
        var execution = (string)asked.Output["executionId"]!;
        Assert.Equal("\"Make me a robot.\"", Assert.Single(FlowServer.Outputs(asked)));
        var question = asked.Events.Single(item => SdkResult.NameOf(item) == "flowMultiTurnInputRequestEvent");
        Assert.Equal(
            ("agent", "Which colour?"),
            ((string)question["flowMultiTurnInputRequestEvent"]!["nodeName"]!,
                (string)question["flowMultiTurnInputRequestEvent"]!["content"]!["document"]!));
        Assert.Equal("INPUT_REQUIRED", (string)asked.Events[^1]["flowCompletionEvent"]!["completionReason"]!);

        var answered = await flows.Run("InvokeFlow", new
        {
            flowIdentifier = id,
            flowAliasIdentifier = "TSTALIASID",
            executionId = execution,
            enableTrace = true,
            inputs = new[]
            {
                new
                {
                    nodeName = "agent",
                    nodeInputName = "agentInputText",
                    content = new { document = "It is blue." },
                },
            },
        });

        Assert.Equal("\"A blue robot it is.\"", Assert.Single(FlowServer.Outputs(answered)));
        Assert.Equal("SUCCESS", (string)answered.Events[^1]["flowCompletionEvent"]!["completionReason"]!);
        var traces = answered.Events.Select(item => item["flowTraceEvent"]?["trace"]?["nodeDependencyTrace"])
            .Single(trace => trace is not null)!["traceElements"]!["agentTraces"]!.AsArray();
        Assert.NotEmpty(traces);
        Assert.Contains((string)traces[0]!["agentId"]!, arn, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task An_agent_that_is_not_there_is_told_when_the_flow_is_prepared()
    {
        var id = await flows.Create("no-agent", new FlowDraft().Start()
            .Node("agent", "Agent", ["agentInputText:String=$.data"], ["agentResponse:String"], new JsonObject
            {
                ["agent"] = new JsonObject
                {
                    ["agentAliasArn"] = "arn:aws:bedrock:us-east-1:000000000000:agent-alias/AAAAAAAAAA/BBBBBBBBBB",
                },
            })
            .Data("start.document", "agent.agentInputText").End("end").Data("agent.agentResponse", "end.document"));

        await flows.Do("PrepareFlow", new { flowIdentifier = id });

        var found = (await flows.Do("GetFlow", new { flowIdentifier = id }))["validations"]!.AsArray();
        Assert.Contains("AAAAAAAAAA/BBBBBBBBBB", (string)Assert.Single(found)!["message"]!, StringComparison.Ordinal);
    }

    private async Task<string> Agent(string name, string signature)
    {
        var agentId = (string)(await flows.Do("CreateAgent", new
        {
            agentName = name,
            instruction = "You are the clerk of a robot factory. Answer in one short sentence.",
            foundationModel = "anthropic.claude-3-haiku-20240307-v1:0",
        }))["agent"]!["agentId"]!;
        await flows.Do("CreateAgentActionGroup", new
        {
            agentId,
            agentVersion = "DRAFT",
            actionGroupName = "ask",
            parentActionGroupSignature = signature,
        });
        await flows.Do("PrepareAgent", new { agentId });
        return $"arn:aws:bedrock:us-east-1:000000000000:agent-alias/{agentId}/TSTALIASID";
    }
}
