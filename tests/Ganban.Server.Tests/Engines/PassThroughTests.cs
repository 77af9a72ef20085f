using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Protocol.EventStream;
using Ganban.Server.Tests.Models;
using Ganban.Server.Tests.Observation;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Engines;

/// <summary>Through the front door and on to Amazon Bedrock, which another Ganban or a double plays.</summary>
public sealed class PassThroughTests : IClassFixture<PassThroughServer>, IDisposable
{
    private const string Llama = "/model/meta.llama3-8b-instruct-v1:0";
    private const string Mistral = "/model/mistral.mistral-7b-instruct-v0:2";
    private const string CommandR = "/model/cohere.command-r-v1:0";
    private const string Haiku = "/model/anthropic.claude-3-haiku-20240307-v1:0";
    private const string Chat = "/v1/chat/completions";
    private const string Json = "application/json";
    private static readonly object Hi = new { messages = new[] { new { role = "user", content = new[] { new { text = "Hi" } } } } };
    private static readonly object Prompt = new { prompt = "Hi", max_gen_len = 16 };
    private readonly PassThroughServer _servers;
    private readonly SignedHttp _http;
    private readonly SignedHttp _direct;

    public PassThroughTests(PassThroughServer servers)
    {
        _servers = servers;
        _http = new SignedHttp(servers.Server.Address);
        _direct = new SignedHttp(servers.Upstream.Address);
        servers.Double.On(Chat, reply => reply.Events(OpenAiWords.Answer("House")));
    }

    public void Dispose()
    {
        _http.Dispose();
        _direct.Dispose();
    }

    [Fact]
    public async Task Converse_comes_back_from_the_server_that_it_was_signed_for_again()
    {
        using var response = await _http.Post($"{Llama}/converse", Hi);

        Assert.Equal("aws (Amazon Bedrock)", Header(response, "x-ganban-engine"));
        Assert.NotEmpty((string)(await SignedHttp.Json(response))["output"]!["message"]!["content"]![0]!["text"]!);
    }

    [Fact]
    public async Task Tokens_are_counted_there()
    {
        var input = new { input = new { converse = Hi } };
        using var direct = await _direct.Post($"{Llama}/count-tokens", input);
        using var passed = await _http.Post($"{Llama}/count-tokens", input);

        Assert.Equal(
            await direct.Content.ReadAsStringAsync(), await passed.Content.ReadAsStringAsync());
        Assert.Equal("aws (Amazon Bedrock)", Header(passed, "x-ganban-engine"));
    }

    [Fact]
    public async Task A_refusal_is_the_other_servers_own()
    {
        var body = new { prompt = "Hi", surprise = 1 };
        foreach (var operation in new[] { "invoke", "invoke-with-response-stream" })
        {
            using var direct = await _direct.Post($"{Llama}/{operation}", body);
            using var passed = await _http.Post($"{Llama}/{operation}", body);

            Assert.Equal(HttpStatusCode.BadRequest, passed.StatusCode);
            Assert.Equal(await direct.Content.ReadAsStringAsync(), await passed.Content.ReadAsStringAsync());
            Assert.Equal(Header(direct, "x-amzn-ErrorType"), Header(passed, "x-amzn-ErrorType"));
        }
    }

    [Fact]
    public async Task Log_and_bill_know_the_counts_of_all_four_operations()
    {
        var log = new LoggedCalls(_servers.Server.Data, "us-west-2", "passed");
        using var http = new SignedHttp(_servers.Server.Address) { Region = "us-west-2" };
        await log.TurnOn(http);
        foreach (var (operation, body) in new[]
        {
            ("converse", Hi), ("converse-stream", Hi), ("invoke", Prompt), ("invoke-with-response-stream", Prompt),
        })
        {
            using var response = await http.Post($"{Llama}/{operation}", body);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await response.Content.ReadAsByteArrayAsync();

            var record = await log.Of(response);
            Assert.Equal("aws (Amazon Bedrock)", (string)record["ganban"]!["engine"]!);
            Assert.True((int)record["input"]!["inputTokenCount"]! > 0, operation);
            Assert.True((int)record["output"]!["outputTokenCount"]! > 0, operation);
            Assert.True((decimal)record["ganban"]!["price"]!["usd"]! > 0, operation);
            var output = record["output"]!["outputBodyJson"]!;
            var text = operation switch
            {
                "converse" or "converse-stream" => (string)output["output"]!["message"]!["content"]![0]!["text"]!,
                "invoke" => (string)output["generation"]!,
                _ => string.Concat(output.AsArray().Select(chunk => (string)chunk!["generation"]!)),
            };
            Assert.NotEmpty(text);
        }
    }

    [Fact]
    public async Task Body_and_answer_stay_as_they_are()
    {
        const string answer = """{ "outputs" : [ { "text":"caf\u00e9" ,"stop_reason":null} ] , "new_member": 1.50 }""";
        _servers.Double.On($"{Mistral}/invoke", reply => reply.Json(
            answer, 200, ("X-Amzn-Bedrock-Input-Token-Count", "5"), ("X-Amzn-Bedrock-Output-Token-Count", "2"), ("x-other", "no")));

        using var response = await _http.Send(
            HttpMethod.Post, $"{Mistral}/invoke", """{ "prompt": "Hi", "member_of_the_future": [1.50] }""");

        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
        Assert.Equal(("5", "2"), (Header(response, "X-Amzn-Bedrock-Input-Token-Count"), Header(response, "X-Amzn-Bedrock-Output-Token-Count")));
        Assert.False(response.Headers.Contains("x-other"));
        Assert.Equal("cloud (Amazon Bedrock)", Header(response, "x-ganban-engine"));
        var call = _servers.Double.Calls.Last(call => call.Path == $"{Mistral}/invoke");
        Assert.Equal("""{"prompt":"Hi","member_of_the_future":[1.50]}""", call.Body.ToJsonString());
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=test/[0-9]{8}/eu-west-1/bedrock/aws4_request, ", call.Authorization);
    }

    [Fact]
    public async Task A_stream_is_passed_on_byte_for_byte()
    {
        var frames = await Frames(
            ("messageStart", """{"p":"abc", "role":"assistant"}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"caf\u00e9"},"p":"abcdefg"}"""),
            ("futureEvent", """{"x":1}"""),
            ("metadata", """{"metrics":{"latencyMs":1},"usage":{"inputTokens":3,"outputTokens":1,"totalTokens":4}}"""));
        _servers.Double.On($"{Mistral}/converse-stream", reply => reply.Bytes(frames));

        using var response = await _http.Post($"{Mistral}/converse-stream", Hi);

        Assert.Equal("application/vnd.amazon.eventstream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(frames, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task An_error_in_the_stream_ends_it_with_its_own_name()
    {
        var frames = new MemoryStream();
        var writer = new EventStreamWriter(frames);
        await writer.WriteEventAsync("messageStart", """{"role":"assistant"}"""u8.ToArray());
        await writer.WriteExceptionAsync(
            "modelStreamErrorException", """{"message":"broken","originalStatusCode":500}"""u8.ToArray());
        _servers.Double.On($"{Mistral}/converse-stream", reply => reply.Bytes(frames.ToArray()));

        var events = await Events($"{Mistral}/converse-stream");

        Assert.Equal(("modelStreamErrorException", "broken"), (events[^1].Name, (string)events[^1].Body["message"]!));
        Assert.Equal(500, (int)events[^1].Body["originalStatusCode"]!);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_ends_with_a_modelled_error()
    {
        var start = await Frames(("messageStart", """{"role":"assistant"}"""));
        _servers.Double.On($"{Mistral}/converse-stream", async reply =>
        {
            await reply.Bytes(start);
            await reply.Bytes(start.AsMemory(0, 20));
        });

        var events = await Events($"{Mistral}/converse-stream");

        Assert.Equal(["messageStart", "modelStreamErrorException"], events.Select(item => item.Name));
    }

    [Theory]
    [InlineData("ThrottlingException", 429)]
    [InlineData("ServiceUnavailableException", 503)]
    [InlineData("ModelErrorException", 424)]
    public async Task An_engine_of_this_server_stands_in_for_Amazon_Bedrock(string error, int status)
    {
        foreach (var operation in new[] { "converse", "converse-stream" })
        {
            _servers.Double.On($"{Mistral}/{operation}", reply => Refuse(reply, error, status));
            using var response = await _http.Post($"{Mistral}/{operation}", Hi);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(
                ("house (tiny)", "cloud"), (Header(response, "x-ganban-engine"), Header(response, "x-ganban-fallback-for")));
        }
    }

    [Fact]
    public async Task Amazon_Bedrock_stands_in_for_an_engine_of_this_server()
    {
        const string answer = """{"output":{"message":{"role":"assistant","content":[{"text":"Cloud"}]}}}""";
        _servers.Double.On(Chat, reply => reply.Json("{}", 500));
        _servers.Double.On($"{CommandR}/converse", reply => reply.Json(answer));
        var frames = await Frames(("messageStart", """{"role":"assistant"}"""));
        _servers.Double.On($"{CommandR}/converse-stream", reply => reply.Bytes(frames));

        using var whole = await _http.Post($"{CommandR}/converse", Hi);
        using var stream = await _http.Post($"{CommandR}/converse-stream", Hi);

        Assert.Equal(answer, await whole.Content.ReadAsStringAsync());
        Assert.Equal(frames, await stream.Content.ReadAsByteArrayAsync());
        foreach (var response in new[] { whole, stream })
        {
            Assert.Equal(
                ("cloud (Amazon Bedrock)", "house"), (Header(response, "x-ganban-engine"), Header(response, "x-ganban-fallback-for")));
        }
    }

    [Theory]
    [InlineData("ValidationException", 400, "ValidationException", 400, "no such thing")]
    [InlineData("AccessDeniedException", 403, "AccessDeniedException", 403, "no such thing")]
    [InlineData("UnrecognizedClientException", 403, "ModelErrorException", 424, "refused its key")]
    [InlineData("Not a name", 400, "ValidationException", 400, "The model returned the following errors: no such thing")]
    [InlineData("", 502, "ServiceUnavailableException", 503, "can't serve now")]
    public async Task Errors_are_the_services_except_those_of_this_servers_own_key(
        string error, int status, string code, int answered, string words)
    {
        _servers.Double.On($"{Haiku}/converse", reply => Refuse(reply, error, status));

        using var response = await _http.Post($"{Haiku}/converse", Hi);

        Assert.Equal(answered, (int)response.StatusCode);
        Assert.StartsWith(code + ":", Header(response, "x-amzn-ErrorType"), StringComparison.Ordinal);
        Assert.Contains(words, (string)(await SignedHttp.Json(response))["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_is_asked_for_by_the_name_that_it_has_everywhere()
    {
        const string id = "us.anthropic.claude-3-haiku-20240307-v1:0";
        _servers.Double.On($"/model/{id}/converse", reply => reply.Json("""{"stopReason":"end_turn"}"""));
        using var created = await _http.Post("/inference-profiles", new
        {
            inferenceProfileName = "mine",
            modelSource = new { copyFrom = $"arn:aws:bedrock:us-east-1:000000000000:inference-profile/{id}" },
        });
        var own = (string)(await SignedHttp.Json(created))["inferenceProfileArn"]!;

        foreach (var asked in new[] { id, $"arn:aws:bedrock:us-east-1:000000000000:inference-profile/{id}", own })
        {
            using var response = await _http.Post($"/model/{Uri.EscapeDataString(asked)}/converse", Hi);
            Assert.Equal("""{"stopReason":"end_turn"}""", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_key_and_another_model_may_be_set()
    {
        _servers.Double.On("/prefix/model/eu.another.model-v1:0/converse", reply => reply.Json("{}"));

        using var response = await _http.Post("/model/ai21.jamba-1-5-mini-v1:0/converse", Hi);

        Assert.Equal("keyed (eu.another.model-v1:0)", Header(response, "x-ganban-engine"));
        Assert.Equal(
            "Bearer " + PassThroughServer.Key,
            _servers.Double.Calls.Last(call => call.Path.StartsWith("/prefix", StringComparison.Ordinal)).Authorization);
        Assert.DoesNotContain(PassThroughServer.Key, _servers.Server.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("converse")]
    [InlineData("invoke")]
    public async Task A_router_over_models_of_this_server_chooses_between_them(string operation)
    {
        const string router = "arn:aws:bedrock:us-east-1:000000000000:default-prompt-router/amazon.nova:1";
        var body = new
        {
            messages = new[] { new { role = "user", content = new[] { new { text = "Hi" } } } },
            inferenceConfig = new { maxTokens = 1 },
        };

        using var response = await _http.Post($"/model/{Uri.EscapeDataString(router)}/{operation}", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("difficulty=", Header(response, "x-ganban-routing"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amazon.nova-lite-v1:0", "ganban-2")]
    [InlineData("meta.llama3-8b-instruct-v1:0", "aws (Amazon Bedrock)")]
    public async Task A_prompt_is_filled_in_here_and_its_model_answers(string modelId, string engine)
    {
        using var created = await _http.Post("/prompts/", new
        {
            name = modelId.Split('.')[0],
            defaultVariant = "v",
            variants = new[]
            {
                new
                {
                    name = "v",
                    templateType = "TEXT",
                    modelId,
                    templateConfiguration = new { text = new { text = "Say {{word}}." } },
                    inferenceConfiguration = new { text = new { maxTokens = 1 } },
                },
            },
        });
        var prompt = (string)(await SignedHttp.Json(created))["arn"]!;

        var values = new { promptVariables = new { word = new { text = "hi" } } };
        using var response = await _http.Post($"/model/{Uri.EscapeDataString(prompt)}/converse", values);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(engine, Header(response, "x-ganban-engine"));
    }

    [Fact]
    public async Task A_model_that_does_not_exist_is_sent_nowhere()
    {
        using var response = await _http.Post("/model/meta.nothing-v1:0/converse", Hi);

        Assert.Equal("The provided model identifier is invalid.", (string)(await SignedHttp.Json(response))["message"]!);
    }

    private async Task<List<(string Name, JsonNode Body)>> Events(string path)
    {
        using var response = await _http.Post(path, Hi);
        var events = new List<(string, JsonNode)>();
        await foreach (var item in response.Events())
        {
            events.Add(item);
        }

        return events;
    }

    private static Task Refuse(EngineReply reply, string error, int status) => reply.Json(
        """{"message":"no such thing"}""", status, ("x-amzn-ErrorType", error.Length > 0 ? error + ":http://internal/" : ""));

    private static async Task<byte[]> Frames(params (string Name, string Payload)[] events)
    {
        var frames = new MemoryStream();
        var writer = new EventStreamWriter(frames);
        foreach (var (name, payload) in events)
        {
            await writer.WriteEventAsync(name, Encoding.UTF8.GetBytes(payload), Json);
        }

        return frames.ToArray();
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
}
