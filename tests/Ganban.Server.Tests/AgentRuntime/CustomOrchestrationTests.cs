using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>Functions that decide in place of the model what an agent does.</summary>
public sealed class CustomOrchestrationTests(AgentRuntimeServer fixture) : IClassFixture<AgentRuntimeServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [NodeFact]
    public async Task A_function_can_orchestrate()
    {
        fixture.On("custom-stock", "5 kg");
        fixture.On("orchestrator", call => AgentRuntimeServer.Act((string)call["state"]! switch
        {
            "START" => ("INVOKE_MODEL", new
            {
                messages = new[] { new { role = "user", content = new[] { new { text = "converse for me" } } } },
            }),
            "MODEL_INVOKED" => ("INVOKE_TOOL", (object)new
            {
                toolUse = new { toolUseId = "one", name = "get_stock", input = new { material = "clay" } },
            }),
            _ => ("FINISH", new { text = "Done with " + AgentRuntimeServer.ToolText(call) }),
        }));
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Lambda("custom-stock"))).With(new
        {
            orchestrationType = "CUSTOM_ORCHESTRATION",
            customOrchestration = new { executor = new { lambda = AgentRuntimeServer.Function + "orchestrator" } },
        });
        var reply = await fixture.Inline(agent.Asking("custom", "go"));

        Assert.Equal("Done with 5 kg", reply.Text);
        Assert.Equal(
            [
                "customOrchestration",
                "customOrchestration",
                "orchestration.invocationInput.ACTION_GROUP",
                "orchestration.observation.ACTION_GROUP",
                "customOrchestration",
            ],
            reply.Steps);
        var events = fixture.Events("orchestrator");
        Assert.Equal("go", (string)JsonNode.Parse((string)events[0]["input"]!["text"]!)!["text"]!);
        Assert.Equal(
            "get_stock",
            (string)events[0]["context"]!["agentConfiguration"]!["tools"]![0]!["toolSpec"]!["name"]!);
        Assert.Contains("The model's words.", (string)events[1]["input"]!["text"]!, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task A_model_that_is_throttled_ends_the_turn_at_once()
    {
        fixture.On("impatient", _ => AgentRuntimeServer.Act(("INVOKE_MODEL", new
        {
            messages = new[] { new { role = "user", content = new[] { new { text = "throttle me" } } } },
        })));
        var agent = InlineAgent.Of().With(new
        {
            orchestrationType = "CUSTOM_ORCHESTRATION",
            customOrchestration = new { executor = InlineAgent.Lambda("impatient") },
        });
        var reply = await fixture.Inline(agent.Asking("impatient", "go")).WaitAsync(Patience);
        Assert.Equal("ThrottlingException", reply.Error);
    }
}
