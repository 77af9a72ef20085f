using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>Agents that ask others.</summary>
public sealed class CollaboratorTests(AgentRuntimeServer fixture) : IClassFixture<AgentRuntimeServer>
{
    [NodeFact]
    public async Task A_supervisor_asks_a_collaborator_whose_steps_are_told_in_between()
    {
        var reply = await fixture.Inline(Catalogue("SUPERVISOR").Asking("supervisor", "make a catalogue"));

        Assert.Equal("The catalogue is blue.", reply.Text);
        Assert.Equal(
            [
                (null, "orchestration.modelInvocationInput"),
                (null, "orchestration.modelInvocationOutput"),
                (null, "orchestration.invocationInput.AGENT_COLLABORATOR"),
                ("stylist", "orchestration.modelInvocationInput"),
                ("stylist", "orchestration.modelInvocationOutput"),
                ("stylist", "orchestration.observation.FINISH"),
                (null, "orchestration.observation.AGENT_COLLABORATOR"),
                (null, "orchestration.modelInvocationInput"),
                (null, "orchestration.modelInvocationOutput"),
                (null, "orchestration.observation.FINISH"),
            ],
            reply.Parts.Zip(reply.Steps, (part, step) => ((string?)part["collaboratorName"], step)));
        var output = reply.Step("orchestration.observation.AGENT_COLLABORATOR")[0]["agentCollaboratorInvocationOutput"]!;
        Assert.Equal(
            ("stylist", "TEXT", "Blue is the trend."),
            ((string)output["agentCollaboratorName"]!, (string)output["output"]!["type"]!, (string)output["output"]!["text"]!));
    }

    [NodeFact]
    public async Task A_collaborator_hears_what_was_said_only_if_it_is_relayed()
    {
        foreach (var (relay, isTold) in new[] { ("TO_COLLABORATOR", true), ("DISABLED", false) })
        {
            var reply = await fixture.Inline(Catalogue("SUPERVISOR", relay).Asking(relay, "make a catalogue"));
            var prompt = reply.Parts
                .First(part => (string?)part["collaboratorName"] == "stylist")["trace"]!["orchestrationTrace"]!
                ["modelInvocationInput"]!["text"]!;
            Assert.Equal(isTold, ((string)prompt!).Contains("make a catalogue", StringComparison.Ordinal));
        }
    }

    [NodeFact]
    public async Task A_router_hands_a_request_to_one_collaborator_or_works_on_it_itself()
    {
        var routed = await fixture.Inline(Catalogue("SUPERVISOR_ROUTER").Asking("router", "route this"));
        Assert.Equal("Routed style.", routed.Text);
        Assert.Equal(
            [
                "routingClassifier.modelInvocationInput",
                "routingClassifier.modelInvocationOutput",
                "routingClassifier.invocationInput.AGENT_COLLABORATOR",
                "orchestration.modelInvocationInput",
                "orchestration.modelInvocationOutput",
                "orchestration.observation.FINISH",
                "routingClassifier.observation.AGENT_COLLABORATOR",
                "routingClassifier.observation.FINISH",
            ],
            routed.Steps);

        var asked = JsonNode.Parse((string)routed.Step("orchestration.modelInvocationInput")[0]["text"]!)!["messages"]!;
        Assert.Equal("route this", (string)Assert.Single(asked.AsArray())!["content"]![0]!["text"]!);

        var kept = await fixture.Inline(Catalogue("SUPERVISOR_ROUTER").Asking("kept", "make a catalogue"));
        Assert.Equal("The catalogue is blue.", kept.Text);
    }

    [NodeFact]
    public async Task Control_that_a_collaborator_returns_reaches_the_caller_and_comes_back_to_it()
    {
        var agent = Catalogue("SUPERVISOR");
        var asked = await fixture.Inline(agent.Asking("nested", "a catalogue of silk"));
        Assert.Equal("stylist", (string)asked.Inputs[0]["collaboratorName"]!);

        var reply = await fixture.Inline(agent.Answering("nested", asked, ["5 rolls"]));
        Assert.Equal("The catalogue is blue.", reply.Text);
        var output = Assert.Single(reply.Step("orchestration.observation.AGENT_COLLABORATOR"));
        Assert.Equal("Style done.", (string)output["agentCollaboratorInvocationOutput"]!["output"]!["text"]!);
    }

    [NodeFact]
    public async Task A_collaborator_that_waits_for_the_caller_is_not_asked_something_else_in_the_same_step()
    {
        var agent = Catalogue("SUPERVISOR");
        var asked = await fixture.Inline(agent.Asking("twice", "a catalogue in two"));
        Assert.Single(asked.Inputs);
        Assert.Contains(
            "waits",
            (string)Assert.Single(asked.Step("orchestration.observation.REPROMPT"))["repromptResponse"]!["text"]!,
            StringComparison.Ordinal);

        var reply = await fixture.Inline(agent.Answering("twice", asked, ["5 rolls"]));
        Assert.Equal("The catalogue is blue.", reply.Text);
    }

    [NodeFact]
    public async Task Nothing_that_collaborators_wait_to_do_is_done_before_all_results_are_there()
    {
        fixture.On("sewing", "5 rolls");
        var agent = Catalogue("SUPERVISOR");
        var configurations = agent["collaboratorConfigurations"]!.AsArray();
        var described = agent["collaborators"]!.AsArray();
        described[0] = described[0]!.AsObject().With(new
        {
            actionGroups = new[] { InlineAgent.Stock(InlineAgent.Lambda("sewing"), confirms: true) },
        });
        foreach (var (list, name) in new[] { (configurations, "collaboratorName"), (described, "agentName") })
        {
            var tailor = list[0]!.DeepClone();
            tailor[name] = "tailor";
            list.Add(tailor);
        }

        var asked = await fixture.Inline(agent.Asking("sewing", "a catalogue of both"));
        var whole = agent.Answering("sewing", asked, [null, null], confirmation: "CONFIRM");
        var half = whole.DeepClone().AsObject();
        half["inlineSessionState"]!["returnControlInvocationResults"]!.AsArray().RemoveAt(1);
        Assert.Equal("ValidationException", (await fixture.Inline(half)).Error);
        Assert.Empty(fixture.Events("sewing"));

        Assert.Equal("The catalogue is blue.", (await fixture.Inline(whole)).Text);
        Assert.Equal(2, fixture.Events("sewing").Count);
    }

    [NodeFact]
    public async Task The_steps_around_a_collaborators_orchestration_are_its_own()
    {
        foreach (var (step, question, answer) in new[]
        {
            ("POST_PROCESSING", "route this", "Nicely put."),
            ("PRE_PROCESSING", "route this bad thing", "Sorry, I am unable to assist you with this request."),
        })
        {
            var agent = Catalogue("SUPERVISOR_ROUTER");
            agent["collaborators"]![0]!["promptOverrideConfiguration"] = new JsonObject
            {
                ["promptConfigurations"] = new JsonArray(
                    new JsonObject { ["promptType"] = step, ["promptState"] = "ENABLED" }),
            };
            Assert.Equal(answer, (await fixture.Inline(agent.Asking(step, question))).Text);
        }
    }

    [NodeFact]
    public async Task A_function_that_orchestrates_asks_collaborators_which_may_wait_for_the_caller()
    {
        var message = "trends in colours";
        fixture.On("conductor", call => AgentRuntimeServer.Act(
            (string)call["state"]! == "START"
                ? ("INVOKE_TOOL", new
                {
                    toolUse = new { toolUseId = "one", name = "stylist", input = new { message } },
                })
                : ("FINISH", new { text = "Heard: " + AgentRuntimeServer.ToolText(call) })));
        var agent = Catalogue("SUPERVISOR").With(new
        {
            orchestrationType = "CUSTOM_ORCHESTRATION",
            customOrchestration = new { executor = InlineAgent.Lambda("conductor") },
        });
        var reply = await fixture.Inline(agent.Asking("conducted", "make a catalogue"));
        Assert.Equal("Heard: Blue is the trend.", reply.Text);
        Assert.Equal(
            [
                "customOrchestration",
                "orchestration.invocationInput.AGENT_COLLABORATOR",
                "orchestration.modelInvocationInput",
                "orchestration.modelInvocationOutput",
                "orchestration.observation.FINISH",
                "orchestration.observation.AGENT_COLLABORATOR",
                "customOrchestration",
            ],
            reply.Steps);
        var tool = fixture.Events("conductor")[0]["context"]!["agentConfiguration"]!["tools"]![0]!["toolSpec"]!;
        Assert.Equal(("stylist", "Ask it about styles."), ((string)tool["name"]!, (string)tool["description"]!));

        message = "this needs the caller";
        var asked = await fixture.Inline(agent.Asking("conducted", "make a catalogue"));
        Assert.Equal("stylist", (string)asked.Inputs[0]["collaboratorName"]!);
        var done = await fixture.Inline(agent.Answering("conducted", asked, ["5 rolls"]));
        Assert.Equal("Heard: Style done.", done.Text);
    }

    [NodeFact]
    public async Task A_collaborator_remembers_its_answer_as_a_guardrail_let_it_pass()
    {
        var guardrail = (await fixture.Call("bedrock", "CreateGuardrail", new
        {
            name = "styles",
            blockedInputMessaging = "No such questions.",
            blockedOutputsMessaging = "No such answers.",
            wordPolicyConfig = new { wordsConfig = new[] { new { text = "blue" }, new { text = "routed" } } },
        })).Output;
        var guarded = new JsonObject
        {
            ["guardrailIdentifier"] = (string)guardrail["guardrailId"]!,
            ["guardrailVersion"] = "DRAFT",
        };
        var inner = Catalogue("SUPERVISOR");
        inner["collaborators"]![0]!["guardrailConfiguration"] = guarded.DeepClone();
        var outer = Catalogue("SUPERVISOR_ROUTER").With(new { guardrailConfiguration = guarded });

        foreach (var (session, agent, question) in new[]
        {
            ("inner", inner, "make a catalogue"), ("outer", outer, "route this"),
        })
        {
            await fixture.Inline(agent.Asking(session, question));
            var again = await fixture.Inline(agent.Asking(session, question));
            var told = (string)again.Parts
                .Where(part => (string?)part["collaboratorName"] == "stylist")
                .Select(part => part["trace"]!["orchestrationTrace"]?["modelInvocationInput"]?["text"])
                .First(text => text is not null)!;
            Assert.Contains("No such answers.", told, StringComparison.Ordinal);
            Assert.DoesNotContain("Blue is the trend.", told, StringComparison.Ordinal);
            Assert.DoesNotContain("Routed style.", told, StringComparison.Ordinal);
        }
    }

    [NodeFact]
    public async Task A_collaborator_that_nobody_describes_is_refused()
    {
        var agent = Catalogue("SUPERVISOR");
        agent["collaborators"]![0]!["agentName"] = "somebody";
        var reply = await fixture.Inline(agent.Asking("unknown", "hello"));
        Assert.Equal("ValidationException", reply.Error);
        Assert.Contains("stylist", reply.Message, StringComparison.Ordinal);
    }

    private static JsonObject Catalogue(string collaboration, string relay = "DISABLED") => InlineAgent.Of().With(new
    {
        agentCollaboration = collaboration,
        collaboratorConfigurations = new[]
        {
            new
            {
                collaboratorName = "stylist",
                collaboratorInstruction = "Ask it about styles.",
                relayConversationHistory = relay,
            },
        },
        collaborators = new[]
        {
            new
            {
                agentName = "stylist",
                foundationModel = AgentRuntimeServer.Model,
                instruction = "You know the trends in fashion and say what is in style now.",
                actionGroups = new[] { InlineAgent.Stock(InlineAgent.Caller) },
            },
        },
    });
}
