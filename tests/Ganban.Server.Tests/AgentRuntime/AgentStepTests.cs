using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>The steps around an orchestration, and what looks at its answers.</summary>
public sealed class AgentStepTests(AgentRuntimeServer fixture) : IClassFixture<AgentRuntimeServer>
{
    [NodeFact]
    public async Task An_answer_leaves_in_pieces_if_that_is_asked_for()
    {
        var agent = InlineAgent.Of();
        var whole = await fixture.Inline(agent.Asking("whole", "in pieces"));
        var pieces = await fixture.Inline(agent.Asking("pieces", "in pieces")
            .With(new { streamingConfigurations = new { streamFinalResponse = true } }));

        Assert.Equal(["One, two, three."], whole.Pieces);
        Assert.Equal(["One, ", "two, ", "three."], pieces.Pieces);
    }

    [NodeFact]
    public async Task A_guardrail_looks_at_what_is_asked_and_at_what_is_answered()
    {
        var guardrail = (await fixture.Call("bedrock", "CreateGuardrail", new
        {
            name = "agents",
            blockedInputMessaging = "No such questions.",
            blockedOutputsMessaging = "No such answers.",
            wordPolicyConfig = new { wordsConfig = new[] { new { text = "xyzzy" } } },
        })).Output;
        var agent = InlineAgent.Of().With(new
        {
            guardrailConfiguration = new
            {
                guardrailIdentifier = (string)guardrail["guardrailId"]!,
                guardrailVersion = "DRAFT",
            },
        });

        var asked = await fixture.Inline(agent.Asking("guard-in", "what is xyzzy"));
        Assert.Equal(("No such questions.", 1), (asked.Text, asked.Steps.Count));
        Assert.Equal("INTERVENED", (string)asked.Parts[0]["trace"]!["guardrailTrace"]!["action"]!);
        Assert.Equal(
            "xyzzy",
            (string)asked.Parts[0]["trace"]!["guardrailTrace"]!["inputAssessments"]![0]!["wordPolicy"]!["customWords"]![0]!
                ["match"]!);

        var said = await fixture.Inline(agent.Asking("guard-out", "say the secret"));
        Assert.Equal("No such answers.", said.Text);
        Assert.Equal(["guardrail", "guardrail"], [said.Steps[0], said.Steps[^1]]);
        Assert.Equal("NONE", (string)said.Parts[0]["trace"]!["guardrailTrace"]!["action"]!);

        var streamed = await fixture.Inline(agent.Asking("guard-stream", "say the secret").With(new
        {
            streamingConfigurations = new { streamFinalResponse = true, applyGuardrailInterval = 10 },
        }));
        Assert.Equal(["The word is ", "No such answers."], streamed.Pieces);
        foreach (var (session, shown) in new[] { ("guard-out", "No such answers."), ("guard-stream", "The word is No such answers.") })
        {
            var later = await fixture.Inline(agent.Asking(session, "what did I ask"));
            var told = (string)later.Step("orchestration.modelInvocationInput")[0]["text"]!;
            Assert.Contains($"\"{shown}\"", told, StringComparison.Ordinal);
            Assert.DoesNotContain("xyzzy", told, StringComparison.Ordinal);
        }
    }

    [NodeFact]
    public async Task What_a_guardrail_masks_reaches_no_step_and_no_function()
    {
        fixture.On("masked", "5 kg");
        var guardrail = (await fixture.Call("bedrock", "CreateGuardrail", new
        {
            name = "masking",
            blockedInputMessaging = "No such questions.",
            blockedOutputsMessaging = "No such answers.",
            sensitiveInformationPolicyConfig = new
            {
                regexesConfig = new[] { new { name = "robot", pattern = "robot-[0-9]+", action = "ANONYMIZE" } },
            },
        })).Output;
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Lambda("masked"))).With(new
        {
            guardrailConfiguration = new
            {
                guardrailIdentifier = (string)guardrail["guardrailId"]!,
                guardrailVersion = "DRAFT",
            },
            promptOverrideConfiguration = new
            {
                promptConfigurations = new object[]
                {
                    new { promptType = "PRE_PROCESSING", promptState = "ENABLED" },
                    new
                    {
                        promptType = "ORCHESTRATION",
                        promptCreationMode = "OVERRIDDEN",
                        basePromptTemplate = """
                            {"system":"About $last_user_request$","messages":[
                              {"role":"user","content":"Asked: $question$"},
                              {"role":"assistant","content":"$agent_scratchpad$"}]}
                            """,
                    },
                },
            },
        });
        var reply = await fixture.Inline(agent.Asking("masked", "one stock for robot-007"));

        Assert.Equal("There it is.", reply.Text);
        foreach (var step in new[] { "preProcessing.modelInvocationInput", "orchestration.modelInvocationInput" })
        {
            var told = (string)reply.Step(step)[0]["text"]!;
            Assert.Contains("one stock for {robot}", told, StringComparison.Ordinal);
            Assert.DoesNotContain("robot-007", told, StringComparison.Ordinal);
        }

        Assert.Equal("one stock for {robot}", (string)fixture.Events("masked")[0]["inputText"]!);
    }

    [NodeFact]
    public async Task Prompt_overrides_switch_steps_on_and_replace_prompts()
    {
        var agent = InlineAgent.Of().With(new
        {
            promptOverrideConfiguration = new
            {
                promptConfigurations = new object[]
                {
                    new { promptType = "PRE_PROCESSING", promptState = "ENABLED", promptCreationMode = "DEFAULT" },
                    new { promptType = "POST_PROCESSING", promptState = "ENABLED", promptCreationMode = "DEFAULT" },
                    new
                    {
                        promptType = "ORCHESTRATION",
                        promptState = "ENABLED",
                        promptCreationMode = "OVERRIDDEN",
                        inferenceConfiguration = new { temperature = 0.5, maximumLength = 99 },
                        basePromptTemplate = """
                            {"system":"Own prompt. $instruction$","messages":[
                              {"role":"user","content":[{"text":"My own question: $question$"}]},
                              {"role":"assistant","content":[{"text":"$agent_scratchpad$"}]}]}
                            """,
                    },
                },
            },
        });
        var reply = await fixture.Inline(agent.Asking("steps", "hello"));

        Assert.Equal("Nicely put.", reply.Text);
        Assert.Equal(
            [
                "preProcessing.modelInvocationInput",
                "preProcessing.modelInvocationOutput",
                "orchestration.modelInvocationInput",
                "orchestration.modelInvocationOutput",
                "orchestration.observation.FINISH",
                "postProcessing.modelInvocationInput",
                "postProcessing.modelInvocationOutput",
            ],
            reply.Steps);
        var parsed = reply.Step("preProcessing.modelInvocationOutput")[0]["parsedResponse"]!;
        Assert.Equal((true, "Fine."), ((bool)parsed["isValid"]!, (string)parsed["rationale"]!));
        var input = reply.Step("orchestration.modelInvocationInput")[0];
        Assert.Equal(
            ("OVERRIDDEN", 99), ((string)input["promptCreationMode"]!, (int)input["inferenceConfiguration"]!["maximumLength"]!));
        Assert.Contains("Own prompt. " + InlineAgent.Instruction, (string)input["text"]!, StringComparison.Ordinal);

        var refused = await fixture.Inline(agent.Asking("refused", "bad thing"));
        Assert.Equal(2, refused.Steps.Count);
        Assert.StartsWith("Sorry", refused.Text, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task A_function_can_parse_what_the_model_says()
    {
        fixture.On("parsed-stock", "5 kg");
        fixture.On("parser", call => new
        {
            messageVersion = "1.0",
            promptType = "ORCHESTRATION",
            orchestrationParsedResponse = fixture.Events("parsed-stock").Count == 0
                ? (object)new
                {
                    rationale = "It is about stock.",
                    responseDetails = new
                    {
                        invocationType = "ACTION_GROUP",
                        actionGroupInvocation = new
                        {
                            actionGroupName = "stock",
                            functionName = "get_stock",
                            actionGroupInput = new { material = new { value = "clay" }, count = new { value = "2" } },
                        },
                    },
                }
                : new
                {
                    rationale = "Done.",
                    responseDetails = new
                    {
                        invocationType = "FINISH",
                        agentFinalResponse = new { responseText = "Parsed: " + (string)call["promptType"]! },
                    },
                },
        });
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Lambda("parsed-stock"))).With(new
        {
            promptOverrideConfiguration = new
            {
                overrideLambda = AgentRuntimeServer.Function + "parser",
                promptConfigurations = new[] { new { promptType = "ORCHESTRATION", parserMode = "OVERRIDDEN" } },
            },
        });
        var reply = await fixture.Inline(agent.Asking("parser", "hello"));

        Assert.Equal("Parsed: ORCHESTRATION", reply.Text);
        Assert.Contains("Hello there.", (string)fixture.Events("parser")[0]["invokeModelRawResponse"]!, StringComparison.Ordinal);
        Assert.Equal("2", (string)fixture.Events("parsed-stock")[0]["parameters"]![1]!["value"]!);
        Assert.Equal(
            ["It is about stock.", "Done."],
            reply.Step("orchestration.rationale").Select(rationale => (string)rationale["text"]!));

        var streamed = await fixture.Inline(agent.Asking("parser-stream", "hello")
            .With(new { streamingConfigurations = new { streamFinalResponse = true } }));
        Assert.Equal("Parsed: ORCHESTRATION", streamed.Text);
    }

    [InterpreterFact]
    public async Task Programs_run_with_the_callers_files_and_their_files_come_back()
    {
        var agent = InlineAgent.Of(new
        {
            actionGroupName = "code",
            parentActionGroupSignature = "AMAZON.CodeInterpreter",
        });
        var reply = await fixture.Inline(agent.Asking("code", "compute").With(new
        {
            inlineSessionState = new
            {
                files = new[] { File("in.txt") },
            },
        }));

        Assert.Equal("It is 42.", reply.Text);
        var file = Assert.Single(reply.Files);
        Assert.Equal(
            ("out.csv", "text/csv", "a,b"),
            ((string)file["name"]!, (string)file["type"]!, (string)file["bytes"]!["$text"]!));
        var told = Assert.Single(reply.Step("orchestration.observation.ACTION_GROUP"))["codeInterpreterInvocationOutput"]!;
        Assert.Equal("42\n", (string)told["executionOutput"]!);
        var unnamed = await fixture.Inline(agent.Asking("unnamed", "compute").With(new
        {
            inlineSessionState = new { files = new[] { File("a/..") } },
        }));
        Assert.StartsWith("inlineSessionState.files.1.member: ", unnamed.Message, StringComparison.Ordinal);
        var failing = await fixture.Inline(agent.Asking("failing-code", "compute"));
        var error = (string)Assert.Single(failing.Step("orchestration.observation.ACTION_GROUP"))
            ["codeInterpreterInvocationOutput"]!["executionError"]!;
        Assert.Contains("File \"program.py\", line 1", error, StringComparison.Ordinal);
    }

    [InterpreterFact]
    public async Task Files_that_programs_made_come_before_control_is_returned()
    {
        var agent = InlineAgent.Of(
            new { actionGroupName = "code", parentActionGroupSignature = "AMAZON.CodeInterpreter" },
            InlineAgent.Stock(InlineAgent.Caller));
        var asked = await fixture.Inline(agent.Asking("plot", "plot and look"));
        Assert.Equal("plot.csv", (string)Assert.Single(asked.Files)["name"]!);

        var reply = await fixture.Inline(agent.Answering("plot", asked, ["5 kg"]));
        Assert.Equal("Plotted.", reply.Text);
        Assert.Empty(reply.Files);
    }

    private static object File(string name) => new
    {
        name,
        useCase = "CODE_INTERPRETER",
        source = new
        {
            sourceType = "BYTE_CONTENT",
            byteContent = new { mediaType = "text/plain", data = ClientServer.Blob("21") },
        },
    };
}
