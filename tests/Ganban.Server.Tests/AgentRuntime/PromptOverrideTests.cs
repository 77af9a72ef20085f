using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>Agents whose steps have prompts of their own.</summary>
public sealed class PromptOverrideTests(AgentRuntimeServer fixture) : IClassFixture<AgentRuntimeServer>
{
    [NodeFact]
    public async Task A_template_that_is_written_as_a_request_serves_every_step()
    {
        var reply = await fixture.Inline(Agent(
            Own("PRE_PROCESSING", """
                {"anthropic_version":"bedrock-2023-05-31","system":"Decide whether: $instruction$","messages":[
                  {"role":"user","content":"Judge \"$question$\""},{"role":"assistant","content":"Let me think."}]}
                """),
            Own("POST_PROCESSING", """
                {"messages":[{"role":"user","content":[{"text":"Put the agent's answer: $latest_response$"}]}]}
                """)).Asking("request", "say \"hello\""));

        Assert.Equal("Nicely put.", reply.Text);
        var before = Asked(reply, "preProcessing");
        Assert.Equal("Decide whether: " + InlineAgent.Instruction, (string)before["system"]!);
        Assert.Equal(["user: Judge \"say \"hello\"\""], Messages(before));
        Assert.Equal(["user: Put the agent's answer: Hello there."], Messages(Asked(reply, "postProcessing")));
    }

    [NodeFact]
    public async Task A_template_whose_json_is_no_text_is_plain_text()
    {
        var reply = await fixture.Inline(Agent(Own(
            "PRE_PROCESSING", """{"messages":[{"role":"user","content":"\ud800"}]}""")).Asking("surrogate", "hello"));
        Assert.Equal("Hello there.", reply.Text);
    }

    [NodeFact]
    public async Task The_default_prompts_that_an_agent_shows_work_as_its_own()
    {
        var made = await Do("CreateAgent", new
        {
            agentName = "shown",
            instruction = InlineAgent.Instruction,
            foundationModel = AgentRuntimeServer.Model,
            memoryConfiguration = new { enabledMemoryTypes = new[] { "SESSION_SUMMARY" } },
            promptOverrideConfiguration = new
            {
                promptConfigurations = new[] { new { promptType = "PRE_PROCESSING", promptState = "ENABLED" } },
            },
        });
        var prompts = made["agent"]!["promptOverrideConfiguration"]!["promptConfigurations"]!.AsArray();
        Assert.Equal(
            [
                "PRE_PROCESSING ENABLED",
                "ORCHESTRATION ENABLED",
                "KNOWLEDGE_BASE_RESPONSE_GENERATION DISABLED",
                "POST_PROCESSING DISABLED",
                "MEMORY_SUMMARIZATION ENABLED",
            ],
            prompts.Select(prompt => $"{prompt!["promptType"]} {prompt["promptState"]}"));
        foreach (var prompt in prompts)
        {
            Assert.Equal(("DEFAULT", "DEFAULT"), ((string)prompt!["promptCreationMode"]!, (string)prompt["parserMode"]!));
            Assert.Equal(2048, (int)prompt["inferenceConfiguration"]!["maximumLength"]!);
            prompt["promptCreationMode"] = "OVERRIDDEN";
        }

        var agentId = (string)made["agent"]!["agentId"]!;
        var changed = await Do("UpdateAgent", new
        {
            agentId,
            agentName = "shown",
            instruction = InlineAgent.Instruction,
            foundationModel = AgentRuntimeServer.Model,
            agentResourceRoleArn = "arn:aws:iam::000000000000:role/agents",
            promptOverrideConfiguration = new { promptConfigurations = prompts },
        });
        Assert.True(JsonNode.DeepEquals(
            prompts, changed["agent"]!["promptOverrideConfiguration"]!["promptConfigurations"]));
        await Do("PrepareAgent", new { agentId });
        var reply = new AgentReply(await fixture.Call("bedrock-agent-runtime", "InvokeAgent", new
        {
            agentId,
            agentAliasId = "TSTALIASID",
            sessionId = "shown",
            inputText = "hello",
            enableTrace = true,
        }));
        Assert.Equal("Hello there.", reply.Text);
        var asked = Asked(reply, "orchestration");
        Assert.Equal(InlineAgent.Instruction, (string)asked["system"]!);
        Assert.Equal(["user: hello"], Messages(asked));
    }

    [NodeFact]
    public async Task A_stored_router_has_a_prompt_of_its_own()
    {
        var made = await Do("CreateAgent", new
        {
            agentName = "router",
            instruction = InlineAgent.Instruction,
            foundationModel = AgentRuntimeServer.Model,
            agentCollaboration = "SUPERVISOR_ROUTER",
            promptOverrideConfiguration = new
            {
                promptConfigurations = new[]
                {
                    new { promptType = "ROUTING_CLASSIFIER", foundationModel = "amazon.nova-micro-v1:0", promptState = "ENABLED" },
                },
            },
        });
        var prompt = made["agent"]!["promptOverrideConfiguration"]!["promptConfigurations"]![0]!;
        Assert.Equal(
            ("ROUTING_CLASSIFIER", "amazon.nova-micro-v1:0"),
            ((string)prompt["promptType"]!, (string)prompt["foundationModel"]!));
        Assert.Contains("$reachable_agents$", (string)prompt["basePromptTemplate"]!, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task Prompts_that_contradict_themselves_are_refused_with_their_place()
    {
        var missing = await fixture.Inline(Agent(
            new JsonObject { ["promptType"] = "ORCHESTRATION", ["promptCreationMode"] = "OVERRIDDEN" }).Asking("wrong", "hello"));
        Assert.Equal("ValidationException", missing.Error);
        Assert.StartsWith(
            "promptOverrideConfiguration.promptConfigurations of ORCHESTRATION: ", missing.Message, StringComparison.Ordinal);
        var parser = await fixture.Inline(Agent(
            new JsonObject { ["promptType"] = "ORCHESTRATION", ["parserMode"] = "OVERRIDDEN" }).Asking("wrong", "hello"));
        Assert.StartsWith("promptOverrideConfiguration.overrideLambda: ", parser.Message, StringComparison.Ordinal);
        var twice = await fixture.Inline(Agent(
            new JsonObject { ["promptType"] = "ORCHESTRATION" },
            new JsonObject { ["promptType"] = "ORCHESTRATION" }).Asking("wrong", "hello"));
        Assert.StartsWith("promptOverrideConfiguration.promptConfigurations: ", twice.Message, StringComparison.Ordinal);
    }

    private static JsonObject Own(string type, string template) => new()
    {
        ["promptType"] = type,
        ["promptState"] = "ENABLED",
        ["promptCreationMode"] = "OVERRIDDEN",
        ["basePromptTemplate"] = template,
    };

    private static JsonObject Agent(params JsonObject[] prompts) => InlineAgent.Of().With(new
    {
        promptOverrideConfiguration = new { promptConfigurations = prompts },
    });

    private static JsonNode Asked(AgentReply reply, string step) =>
        JsonNode.Parse((string)reply.Step(step + ".modelInvocationInput")[0]["text"]!)!;

    private static IEnumerable<string> Messages(JsonNode asked) => asked["messages"]!.AsArray()
        .Select(message => $"{message!["role"]}: {message["content"]![0]!["text"]}");

    private async Task<JsonNode> Do(string operation, object input) =>
        (await fixture.Call("bedrock-agent", operation, input)).Output;
}
