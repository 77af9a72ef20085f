using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Clients;

[Collection(ClientTests.Name)]
public sealed class ConverseTests(ClientServer clients)
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_conversation_is_answered_with_usage_and_metrics(Sdk sdk)
    {
        var answer = await clients.Runtime(sdk, "Converse", new
        {
            modelId = Model,
            system = new[] { new { text = "You answer briefly." } },
            messages = Turns("What is bread?"),
            inferenceConfig = new { maxTokens = 24, temperature = 0, topP = 0.9 },
            additionalModelRequestFields = new { top_k = 20 },
        });

        var output = answer.Output;
        Assert.Equal("assistant", (string)output["output"]!["message"]!["role"]!);
        Assert.Contains((string)output["stopReason"]!, new[] { "end_turn", "max_tokens" });
        var usage = output["usage"]!;
        Assert.InRange((int)usage["outputTokens"]!, 1, 24);
        Assert.Equal((int)usage["inputTokens"]! + (int)usage["outputTokens"]!, (int)usage["totalTokens"]!);
        Assert.True((int)output["metrics"]!["latencyMs"]! >= 0);
        Assert.NotEmpty(answer.Header("x-ganban-engine")!);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_stream_sends_its_events_in_the_order_of_the_service(Sdk sdk)
    {
        var stream = await clients.Runtime(sdk, "ConverseStream", Hello(maxTokens: 12));

        var names = stream.Events.Select(SdkResult.NameOf).ToList();
        Assert.Equal(
            ["messageStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata"],
            names.Where((name, index) => index == 0 || names[index - 1] != name));
        Assert.Equal("assistant", (string)stream.Events[0]["messageStart"]!["role"]!);
        Assert.InRange((int)stream.Events[^1]["metadata"]!["usage"]!["outputTokens"]!, 1, 12);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task The_pieces_of_a_stream_make_up_the_answer_that_comes_whole(Sdk sdk)
    {
        var whole = await clients.Runtime(sdk, "Converse", Hello(maxTokens: 30));
        var stream = await clients.Runtime(sdk, "ConverseStream", Hello(maxTokens: 30));

        var pieces = stream.Events.Select(item => (string?)item["contentBlockDelta"]?["delta"]!["text"]);
        Assert.Equal(whole.AnswerText, string.Concat(pieces));
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_stop_sequence_ends_the_answer_before_it(Sdk sdk)
    {
        var whole = (await clients.Runtime(sdk, "Converse", Hello(maxTokens: 30))).AnswerText;
        var stop = whole[whole.Length / 2].ToString();

        var answer = await clients.Runtime(sdk, "Converse", Hello(maxTokens: 30, stop));

        Assert.Equal("stop_sequence", (string)answer.Output["stopReason"]!);
        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], answer.AnswerText);
        Assert.Equal(stop, (string?)answer.Output["additionalModelResponseFields"]?["stop_sequence"]);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_tool_that_must_be_called_is_called_by_its_schema_and_takes_its_result(Sdk sdk)
    {
        var question = Turns("How many apples are left?");
        var asked = await clients.Runtime(sdk, "Converse", new
        {
            modelId = Model,
            messages = question,
            toolConfig = Tools(new { any = new { } }),
            inferenceConfig = new { temperature = 0 },
        });

        Assert.Equal("tool_use", (string)asked.Output["stopReason"]!);
        var message = asked.Output["output"]!["message"]!;
        var call = message["content"]!.AsArray().Select(block => block!["toolUse"]).First(block => block is not null)!;
        Assert.Equal("count_stock", (string)call["name"]!);
        Assert.StartsWith("tooluse_", (string)call["toolUseId"]!, StringComparison.Ordinal);
        Assert.Contains((string)call["input"]!["fruit"]!, new[] { "apple", "pear" });

        var answered = await clients.Runtime(sdk, "Converse", new
        {
            modelId = Model,
            messages = new object[]
            {
                question[0],
                message,
                new { role = "user", content = new[] { new { toolResult = Result(call, new { left = 7 }) } } },
            },
            toolConfig = Tools(new { auto = new { } }),
            inferenceConfig = new { maxTokens = 40, temperature = 0 },
        });

        Assert.Equal(200, answered.Status);
        Assert.NotEmpty(answered.Output["output"]!["message"]!["content"]!.AsArray());
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_streamed_tool_call_starts_its_block_and_its_pieces_are_JSON(Sdk sdk)
    {
        var stream = await clients.Runtime(sdk, "ConverseStream", new
        {
            modelId = Model,
            messages = Turns("How many pears are left?"),
            toolConfig = Tools(new { tool = new { name = "count_stock" } }),
            inferenceConfig = new { temperature = 0 },
        });

        var start = stream.Events.First(item => SdkResult.NameOf(item) == "contentBlockStart")["contentBlockStart"]!;
        Assert.Equal("count_stock", (string)start["start"]!["toolUse"]!["name"]!);
        var pieces = stream.Events
            .Select(item => item["contentBlockDelta"])
            .Where(delta => delta is not null && (int)delta["contentBlockIndex"]! == (int)start["contentBlockIndex"]!)
            .Select(delta => (string?)delta!["delta"]!["toolUse"]!["input"]);
        Assert.Contains((string)JsonNode.Parse(string.Concat(pieces))!["fruit"]!, new[] { "apple", "pear" });
        Assert.Equal("tool_use", (string)stream.Events[^2]["messageStop"]!["stopReason"]!);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task Tokens_are_counted_as_the_answer_counts_them(Sdk sdk)
    {
        var answer = await clients.Runtime(sdk, "Converse", Hello(maxTokens: 2));
        var counted = await clients.Runtime(
            sdk, "CountTokens", new { modelId = Model, input = new { converse = new { messages = Turns("Hello") } } });
        var native = await clients.Runtime(sdk, "CountTokens", new
        {
            modelId = Model,
            input = new
            {
                invokeModel = new
                {
                    body = ClientServer.Blob(new
                    {
                        anthropic_version = "bedrock-2023-05-31",
                        max_tokens = 9,
                        messages = new[] { new { role = "user", content = "Hello" } },
                    }),
                },
            },
        });

        Assert.Equal((int)answer.Output["usage"]!["inputTokens"]!, (int)counted.Output["inputTokens"]!);
        Assert.Equal((int)counted.Output["inputTokens"]!, (int)native.Output["inputTokens"]!);
    }

    [Theory, JavaScriptData]
    public async Task The_JavaScript_client_speaks_HTTP_2_in_clear_text_unless_it_is_told_otherwise(Sdk sdk)
    {
        var answer = await clients.Runtime(sdk, "Converse", Hello(maxTokens: 2));

        Assert.Equal(sdk == Sdk.JavaScript, answer.CameOverHttp2);
    }

    [Theory, JavaScriptData]
    public async Task Streams_of_one_client_run_beside_each_other(Sdk sdk)
    {
        var calls = new List<SdkProcess.RunningCall>();
        for (var i = 0; i < 6; i++)
        {
            calls.Add(await clients.Begin(sdk, "ConverseStream", Hello(maxTokens: 10)));
        }

        foreach (var call in calls)
        {
            Assert.Equal("metadata", SdkResult.NameOf((await call.Result).Events[^1]));
        }
    }

    [Theory, JavaScriptData]
    public async Task Streams_that_their_client_leaves_do_no_harm(Sdk sdk)
    {
        for (var i = 0; i < 3; i++)
        {
            var left = await clients.Runtime(sdk, "ConverseStream", LongAnswer.Input(Model), new { abortAfter = 3 });
            Assert.NotEqual("metadata", SdkResult.NameOf(left.Events[^1]));
        }

        var next = await clients.Runtime(sdk, "Converse", Hello(maxTokens: 2));

        Assert.Equal(200, next.Status);
        Assert.DoesNotContain("failed by a fault", clients.Server.Output, StringComparison.Ordinal);
    }

    private static object Hello(int maxTokens, params string[] stops) => new
    {
        modelId = Model,
        messages = Turns("Hello"),
        inferenceConfig = new { maxTokens, temperature = 0, stopSequences = stops },
        additionalModelResponseFieldPaths = new[] { "/stop_sequence" },
    };

    private static object[] Turns(string text) => [new { role = "user", content = new[] { new { text } } }];

    private static object Result(JsonNode call, object json) =>
        new { toolUseId = (string)call["toolUseId"]!, content = new[] { new { json } } };

    private static object Tools(object choice) => new
    {
        tools = new[]
        {
            new
            {
                toolSpec = new
                {
                    name = "count_stock",
                    description = "Counts what is left of a fruit",
                    inputSchema = new
                    {
                        json = new
                        {
                            type = "object",
                            properties = new { fruit = new { type = "string", @enum = new[] { "apple", "pear" } } },
                            required = new[] { "fruit" },
                        },
                    },
                },
            },
        },
        toolChoice = choice,
    };
}
