using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>Agents that requests describe, with what their models call.</summary>
public sealed class InlineAgentTests(AgentRuntimeServer fixture) : IClassFixture<AgentRuntimeServer>
{
    [NodeFact]
    public async Task Control_is_returned_with_all_calls_of_a_step_and_the_results_lead_to_the_answer()
    {
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Caller));
        var first = await Ask(agent, "control", "stock of both");

        Assert.Equal(
            [
                "orchestration.modelInvocationInput",
                "orchestration.modelInvocationOutput",
                "orchestration.rationale",
                "orchestration.invocationInput.ACTION_GROUP",
                "orchestration.invocationInput.ACTION_GROUP",
            ],
            first.Steps);
        Assert.Equal("I look both up.", (string)first.Step("orchestration.rationale")[0]["text"]!);
        var output = first.Step("orchestration.modelInvocationOutput")[0];
        Assert.Equal((21, 9), (
            (int)output["metadata"]!["usage"]!["inputTokens"]!, (int)output["metadata"]!["usage"]!["outputTokens"]!));
        Assert.Contains("get_stock", (string)output["rawResponse"]!["content"]!, StringComparison.Ordinal);
        var input = first.Step("orchestration.modelInvocationInput")[0];
        Assert.Equal(
            ("ORCHESTRATION", "DEFAULT", AgentRuntimeServer.Model),
            ((string)input["type"]!, (string)input["promptCreationMode"]!, (string)input["foundationModel"]!));
        Assert.Contains(InlineAgent.Instruction, (string)input["text"]!, StringComparison.Ordinal);
        Assert.Single(first.Parts.Select(TraceId).Distinct());
        Assert.Equal(["clay", "iron"], first.Inputs.Select(one => Value(one, "material")));
        Assert.Equal("2", Value(first.Inputs[0], "count"));
        Assert.All(first.Inputs, one => Assert.Equal(
            ("stock", "get_stock", "RESULT"),
            ((string)one["actionGroup"]!, (string)one["function"]!, (string)one["actionInvocationType"]!)));

        var second = await Resume(agent, "control", first, ["5 kg", "7 bars"]);
        Assert.Equal("5 kg of clay, 7 bars of iron.", second.Text);
        Assert.Equal(
            [
                "orchestration.observation.ACTION_GROUP",
                "orchestration.observation.ACTION_GROUP",
                "orchestration.modelInvocationInput",
                "orchestration.modelInvocationOutput",
                "orchestration.observation.FINISH",
            ],
            second.Steps);

        var whole = second.Step("orchestration.observation.FINISH")[0]["finalResponse"]!["metadata"]!;
        Assert.True((long)whole["operationTotalTimeMs"]! >= 0);
        Assert.NotNull(whole["startTime"]);

        var third = await Ask(agent, "control", "what did I ask");
        var prompt = (string)third.Step("orchestration.modelInvocationInput")[0]["text"]!;
        Assert.Contains("stock of both", prompt, StringComparison.Ordinal);
        Assert.Contains("7 bars of iron", prompt, StringComparison.Ordinal);
        Assert.Equal(
            "ValidationException",
            (await Resume(agent, "control", first, ["5 kg", "7 bars"])).Error);
    }

    [NodeFact]
    public async Task A_function_carries_out_actions_and_changes_the_attributes_of_the_session()
    {
        fixture.On("stock-function", call =>
        {
            var answer = System.Text.Json.JsonSerializer.SerializeToNode(AgentRuntimeServer.Answer(
                call, (string)call["parameters"]![0]!["value"]! == "clay" ? "5 kg" : "7 bars"))!;
            answer["sessionAttributes"] = new JsonObject { ["seen"] = (string)call["parameters"]![0]!["value"]! };
            return answer;
        });
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Lambda("stock-function")));
        var reply = await fixture.Inline(agent.With(new
        {
            sessionId = "function",
            inputText = "stock in steps",
            enableTrace = true,
            inlineSessionState = new
            {
                sessionAttributes = new { who = "Mia" },
                promptSessionAttributes = new { today = "Monday" },
            },
        }));

        Assert.Equal("5 kg and 7 bars.", reply.Text);
        string[] call =
        [
            "orchestration.modelInvocationInput",
            "orchestration.modelInvocationOutput",
            "orchestration.invocationInput.ACTION_GROUP",
            "orchestration.observation.ACTION_GROUP",
        ];
        Assert.Equal(
            [
                .. call,
                .. call,
                "orchestration.modelInvocationInput",
                "orchestration.modelInvocationOutput",
                "orchestration.observation.FINISH",
            ],
            reply.Steps);
        Assert.Equal(
            [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2],
            reply.Parts.Select(part => TraceId(part)[^1] - '0'));
        var events = fixture.Events("stock-function");
        Assert.Equal(2, events.Count);
        Assert.Equal(
            ("1.0", "stock in steps", "function", "stock", "get_stock"),
            ((string)events[0]["messageVersion"]!,
                (string)events[0]["inputText"]!,
                (string)events[0]["sessionId"]!,
                (string)events[0]["actionGroup"]!,
                (string)events[0]["function"]!));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""[{"name":"material","type":"string","value":"clay"}]"""), events[0]["parameters"]));
        Assert.Equal("Mia", (string)events[0]["sessionAttributes"]!["who"]!);
        Assert.Equal("Monday", (string)events[1]["promptSessionAttributes"]!["today"]!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"seen":"clay"}"""), events[1]["sessionAttributes"]));
    }

    [NodeFact]
    public async Task An_operation_of_an_OpenAPI_schema_gets_its_parameters_and_its_body()
    {
        fixture.On("order-function", "ordered");
        const string schema = """
            {"openapi":"3.0.0","info":{"title":"orders","version":"1"},"paths":{"/orders/{material}":{"post":{
              "operationId":"order","description":"Orders a material",
              "parameters":[{"name":"material","in":"path","required":true,"description":"what","schema":{"type":"string"}}],
              "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","properties":{
                "amount":{"type":"integer","description":"how many"},"express":{"type":"boolean","description":"whether fast"},
                "tags":{"type":"array","items":{"type":"string"},"description":"marks"}},"required":["amount"]}}}},
              "responses":{"200":{"description":"done","content":{"application/json":{"schema":{"type":"object"}}}}}}}}}
            """;
        var agent = InlineAgent.Of(new
        {
            actionGroupName = "orders",
            actionGroupExecutor = InlineAgent.Lambda("order-function"),
            apiSchema = new { payload = schema },
        });
        var reply = await Ask(agent, "openapi", "order iron");

        Assert.Equal("Iron is ordered.", reply.Text);
        var call = Assert.Single(fixture.Events("order-function"));
        Assert.Equal(("/orders/{material}", "POST"), ((string)call["apiPath"]!, (string)call["httpMethod"]!));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""[{"name":"material","type":"string","value":"iron"}]"""), call["parameters"]));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"content":{"application/json":{"properties":[{"name":"amount","type":"integer","value":"3"},
                {"name":"express","type":"boolean","value":"true"},{"name":"tags","type":"array","value":"[\"a\",\"b\"]"}]}}}
                """),
            call["requestBody"]));
        var told = reply.Step("orchestration.invocationInput.ACTION_GROUP")[0]["actionGroupInvocationInput"]!;
        Assert.Equal(
            ("/orders/{material}", "post", "LAMBDA"),
            ((string)told["apiPath"]!, (string)told["verb"]!, (string)told["executionType"]!));
    }

    [NodeFact]
    public async Task What_needs_consent_waits_for_it_and_is_not_done_without()
    {
        fixture.On("consent-function", "5 kg");
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Lambda("consent-function"), confirms: true));
        var asked = await Ask(agent, "consent", "one stock");
        Assert.Equal("USER_CONFIRMATION", (string)asked.Inputs[0]["actionInvocationType"]!);
        Assert.Empty(fixture.Events("consent-function"));

        var denied = await Resume(agent, "consent", asked, [null], confirmation: "DENY");
        Assert.Equal("Then not.", denied.Text);
        Assert.Empty(fixture.Events("consent-function"));

        asked = await Ask(agent, "consent", "one stock");
        var confirmed = await Resume(agent, "consent", asked, [null], confirmation: "CONFIRM");
        Assert.Equal("There it is.", confirmed.Text);
        Assert.Single(fixture.Events("consent-function"));
    }

    [NodeFact]
    public async Task Arguments_that_a_schema_does_not_allow_lead_to_another_try_wherever_they_stand()
    {
        fixture.On("exact-function", "ordered");
        const string schema = """
            {"openapi":"3.0.0","info":{"title":"orders","version":"1"},"paths":{"/orders":{"post":{
              "operationId":"order","description":"Orders parts",
              "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","properties":{
                "speed":{"type":"string","enum":["slow","fast"]},
                "parts":{"type":"array","items":{"$ref":"#/components/schemas/Part"}}}}}}},
              "responses":{"200":{"description":"done"}}}}},
             "components":{"schemas":{"Part":{"type":"object","required":["kind"],"properties":{
               "kind":{"type":"string","enum":["bar","rod"]}}}}}}
            """;
        var agent = InlineAgent.Of(new
        {
            actionGroupName = "orders",
            actionGroupExecutor = InlineAgent.Lambda("exact-function"),
            apiSchema = new { payload = schema },
        });
        var reply = await Ask(agent, "exact", "order wrong things");

        Assert.Equal("Ordered at last.", reply.Text);
        Assert.Equal(
            [
                """The argument speed of order must be one of ["slow","fast"]. Call it again.""",
                """The argument parts[1].kind of order must be one of ["bar","rod"]. Call it again.""",
            ],
            reply.Step("orchestration.observation.REPROMPT").Select(told => (string)told["repromptResponse"]!["text"]!));
        Assert.Single(fixture.Events("exact-function"));
    }

    [NodeFact]
    public async Task A_computer_takes_what_its_date_says()
    {
        foreach (var (type, scrolls) in new[] { ("computer_20241022", false), ("computer_20250124", true) })
        {
            var reply = await Ask(
                InlineAgent.Of(new
                {
                    actionGroupName = "computer",
                    actionGroupExecutor = InlineAgent.Caller,
                    parentActionGroupSignature = "ANTHROPIC.Computer",
                    parentActionGroupSignatureParams = new { type },
                }),
                type,
                "hello");
            var asked = (string)reply.Step("orchestration.modelInvocationInput")[0]["text"]!;
            Assert.Equal(scrolls, asked.Contains("scroll_amount", StringComparison.Ordinal));
        }
    }

    [NodeFact]
    public async Task The_user_is_asked_back_and_a_missing_argument_leads_to_another_try()
    {
        fixture.On("again-function", "5 kg");
        var agent = InlineAgent.Of(
            InlineAgent.Stock(InlineAgent.Lambda("again-function")),
            new { actionGroupName = "user", parentActionGroupSignature = "AMAZON.UserInput" });
        var asked = await Ask(agent, "back", "ask me back");
        Assert.Equal("Which material?", asked.Text);
        Assert.Equal("orchestration.observation.ASK_USER", asked.Steps[^1]);

        var again = await Ask(agent, "again", "wrong once");
        Assert.Equal("Got it.", again.Text);
        var told = again.Step("orchestration.observation.REPROMPT")[0]["repromptResponse"]!;
        Assert.Equal("PARSER", (string)told["source"]!);
        Assert.Contains("material", (string)told["text"]!, StringComparison.Ordinal);

        var never = await Ask(agent, "never", "wrong always");
        Assert.Equal("DependencyFailedException", never.Error);
        Assert.Equal(3, never.Step("orchestration.modelInvocationInput").Count);
        Assert.Equal("failure", never.Steps[^1]);
        Assert.Equal(424, (int)never.Parts[^1]["trace"]!["failureTrace"]!["failureCode"]!);
        Assert.Equal("DependencyFailedException", (await Ask(agent, "endless", "never done")).Error);
    }

    [NodeFact]
    public async Task What_was_waited_for_is_dropped_before_a_conversation_is_recalled()
    {
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Caller));
        await Ask(agent, "recall", "one stock");
        var reply = await fixture.Inline(agent.Asking("recall", "hello").With(new
        {
            inlineSessionState = new
            {
                conversationHistory = new
                {
                    messages = new[]
                    {
                        new { role = "user", content = new[] { new { text = "Are you there?" } } },
                        new { role = "assistant", content = new[] { new { text = "I am." } } },
                    },
                },
            },
        }));

        Assert.Equal("Hello there.", reply.Text);
        var told = JsonNode.Parse((string)reply.Step("orchestration.modelInvocationInput")[0]["text"]!)!["messages"]!;
        Assert.Equal(
            ["text", "toolUse", "toolResult", "text", "text", "text"],
            told.AsArray().Select(message => Assert.Single(message!["content"]![0]!.AsObject()).Key));
    }

    private static string TraceId(JsonNode part)
    {
        var trace = part["trace"]!["orchestrationTrace"]!.AsObject();
        return (string)Assert.Single(trace).Value!["traceId"]!;
    }

    private static string? Value(JsonNode input, string name) => (string?)input["parameters"]!.AsArray()
        .FirstOrDefault(parameter => (string)parameter!["name"]! == name)?["value"];

    private Task<AgentReply> Ask(JsonObject agent, string session, string question) =>
        fixture.Inline(agent.Asking(session, question));

    private Task<AgentReply> Resume(
        JsonObject agent, string session, AgentReply asked, string?[] texts, string? confirmation = null) =>
        fixture.Inline(agent.Answering(session, asked, texts, confirmation));
}
