using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Protocol.EventStream;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Engines;

/// <summary>Through the front door, to an engine in another process and back.</summary>
public sealed class RemoteEngineTests : IClassFixture<RemoteServer>, IDisposable
{
    private const string Chat = "/v1/chat/completions";
    private const string Llama = "/model/meta.llama3-8b-instruct-v1:0";
    private static readonly object Hi = new { messages = new[] { new { role = "user", content = new[] { new { text = "Hi" } } } } };
    private static readonly object Prompt = new { prompt = "Hi", max_gen_len = 16 };
    private readonly RemoteServer _remote;
    private readonly SignedHttp _http;

    public RemoteEngineTests(RemoteServer remote)
    {
        _remote = remote;
        _http = new SignedHttp(remote.Server.Address);
        remote.Engine.On(Chat, reply => reply.Events(OpenAiWords.Answer("Good", " day", "!")));
    }

    public void Dispose()
    {
        _http.Dispose();
        Assert.DoesNotContain(RemoteServer.Key, _remote.Server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Converse_is_answered_by_the_bound_engine_which_is_named()
    {
        using var response = await _http.Post($"{Llama}/converse", Hi);

        var answer = await SignedHttp.Json(response);
        Assert.Equal("Good day!", (string)answer["output"]!["message"]!["content"]![0]!["text"]!);
        Assert.Equal("end_turn", (string)answer["stopReason"]!);
        Assert.Equal((7, 3), ((int)answer["usage"]!["inputTokens"]!, (int)answer["usage"]!["outputTokens"]!));
        Assert.Equal("house (tiny-instruct)", Assert.Single(response.Headers.GetValues("x-ganban-engine")));
        Assert.Equal("Bearer " + RemoteServer.Key, _remote.Engine.Last.Authorization);
        Assert.Equal("tiny-instruct", (string)_remote.Engine.Last.Body["model"]!);
    }

    [Fact]
    public async Task ConverseStream_passes_the_words_on_as_they_come()
    {
        var events = await Events($"{Llama}/converse-stream", Hi);

        Assert.Equal(
            ["Good", " day", "!"],
            events.Where(e => e.Name == "contentBlockDelta").Select(e => (string)e.Body["delta"]!["text"]!));
        Assert.Equal(3, (int)events.Single(e => e.Name == "metadata").Body["usage"]!["outputTokens"]!);
    }

    [Fact]
    public async Task InvokeModel_answers_in_the_models_own_format()
    {
        using var response = await _http.Post($"{Llama}/invoke", Prompt);

        var answer = await SignedHttp.Json(response);
        Assert.Equal("Good day!", (string)answer["generation"]!);
        Assert.Equal((7, 3), ((int)answer["prompt_token_count"]!, (int)answer["generation_token_count"]!));
        Assert.Equal(16, (int)_remote.Engine.Last.Body["max_tokens"]!);
    }

    [Fact]
    public async Task InvokeModelWithResponseStream_answers_in_chunks()
    {
        var events = await Events($"{Llama}/invoke-with-response-stream", Prompt);

        var chunks = events.Select(e => JsonNode.Parse(Convert.FromBase64String((string)e.Body["bytes"]!))!).ToList();
        Assert.Equal("Good day!", string.Concat(chunks.Select(chunk => (string)chunk["generation"]!)));
        Assert.Equal(3, (int)chunks[^1]["amazon-bedrock-invocationMetrics"]!["outputTokenCount"]!);
    }

    [Fact]
    public async Task Titans_embeddings_come_from_the_bound_engine_at_unit_length()
    {
        _remote.Engine.On("/v1/embeddings", reply => reply.Json(OpenAiWords.Embeddings(1, [3, 4, .. new float[254]])));

        using var response = await _http.Post("/model/amazon.titan-embed-text-v2:0/invoke", new { inputText = "Hi", dimensions = 256 });

        var vector = (await SignedHttp.Json(response))["embedding"]!.AsArray();
        Assert.Equal("house (tiny-embed)", Assert.Single(response.Headers.GetValues("x-ganban-engine")));
        Assert.Equal((0.6f, 0.8f, 256), ((float)vector[0]!, (float)vector[1]!, vector.Count));
    }

    [Fact]
    public async Task Images_are_embedded_by_an_engine_that_can_and_averaged_with_the_text_beside_them()
    {
        float[] ofText = [1, .. new float[255]], ofImage = [0, 1, .. new float[254]];
        _remote.Engine.On("/v1/embeddings", reply => reply.Json(
            OpenAiWords.Embeddings(1, reply.Call.Body["messages"] is null ? ofText : ofImage)));
        const string Image = "iVBORw0KGgo=";
        using var both = await _http.Post("/model/amazon.titan-embed-image-v1/invoke", new
        {
            inputText = "a kettle",
            inputImage = Image,
            embeddingConfig = new { outputEmbeddingLength = 256 },
        });
        using var alone = await _http.Post("/model/amazon.nova-2-multimodal-embeddings-v1:0/invoke", new
        {
            taskType = "SINGLE_EMBEDDING",
            singleEmbeddingParams = new
            {
                embeddingPurpose = "GENERIC_INDEX",
                embeddingDimension = 256,
                image = new { format = "png", source = new { bytes = Image } },
            },
        });

        Assert.Equal("eyes (tiny-clip)", Assert.Single(both.Headers.GetValues("x-ganban-engine")));
        var average = await SignedHttp.Json(both);
        Assert.Equal([0.5f, 0.5f, 0], average["embedding"]!.AsArray().Take(3).Select(number => (float)number!));
        Assert.Equal(1, (int)average["inputTextTokenCount"]!);
        var image = (await SignedHttp.Json(alone))["embeddings"]![0]!;
        Assert.Equal("IMAGE", (string)image["embeddingType"]!);
        Assert.Equal([0f, 1], image["embedding"]!.AsArray().Take(2).Select(number => (float)number!));
        var asked = _remote.Engine.Last.Body;
        Assert.Equal(
            "data:image/png;base64," + Image, (string)asked["messages"]![0]!["content"]![0]!["image_url"]!["url"]!);
        Assert.Equal(("tiny-clip", 256), ((string)asked["model"]!, (int)asked["dimensions"]!));
    }

    [Fact]
    public async Task Coheres_images_are_embedded_alone_and_among_texts()
    {
        _remote.Engine.On("/v1/embeddings", reply => reply.Json(OpenAiWords.Embeddings(
            1, [reply.Call.Body["messages"] is null ? 1 : 0, 1, .. new float[(int?)reply.Call.Body["dimensions"] - 2 ?? 1022]])));
        var image = "data:image/png;base64," + Convert.ToBase64String(await File.ReadAllBytesAsync("images/rgb8.png"));
        using var third = await _http.Post(
            "/model/cohere.embed-multilingual-v3/invoke",
            new { input_type = "image", images = new[] { image }, embedding_types = new[] { "float" } });
        using var fourth = await _http.Post("/model/cohere.embed-v4:0/invoke", new
        {
            input_type = "search_document",
            output_dimension = 256,
            inputs = new[]
            {
                new { content = new object[] { new { type = "text", text = "a kettle" }, new { type = "image_url", image_url = image } } },
                new { content = new object[] { new { type = "image_url", image_url = image } } },
            },
        });

        var alone = await SignedHttp.Json(third);
        Assert.Equal([0f, 1], alone["embeddings"]!["float"]![0]!.AsArray().Take(2).Select(number => (float)number!));
        Assert.Equal(("png", 24), ((string)alone["images"]![0]!["format"]!, (int)alone["images"]![0]!["bit_depth"]!));
        Assert.True((int)alone["images"]![0]!["width"]! > 0 && (int)alone["images"]![0]!["height"]! > 0);
        var among = (await SignedHttp.Json(fourth))["embeddings"]!.AsArray();
        Assert.Equal([0.5f, 1], among[0]!.AsArray().Take(2).Select(number => (float)number!));
        Assert.Equal([0f, 1], among[1]!.AsArray().Take(2).Select(number => (float)number!));
    }

    [Fact]
    public async Task A_vector_of_another_length_than_the_models_is_refused_not_padded()
    {
        _remote.Engine.On("/v1/embeddings", reply => reply.Json(OpenAiWords.Embeddings(1, 3, 4)));

        using var response = await _http.Post("/model/amazon.titan-embed-text-v2:0/invoke", new { inputText = "Hi" });

        await AssertError(response, 400, "ValidationException", "vectors of 2 numbers, and the request needs 1024");
    }

    [Fact]
    public async Task Ollama_answers_for_the_models_that_are_bound_to_it()
    {
        _remote.Engine.On("/api/chat", reply => reply.Lines(
            """{"message":{"role":"assistant","content":"Moo"},"done":false}""",
            """{"message":{"content":""},"done":true,"done_reason":"stop","prompt_eval_count":4,"eval_count":1}"""));

        using var response = await _http.Post("/model/cohere.command-r-v1:0/converse", Hi);

        Assert.Equal("Moo", (string)(await SignedHttp.Json(response))["output"]!["message"]!["content"]![0]!["text"]!);
        Assert.Equal("barn (llama3.2:1b)", Assert.Single(response.Headers.GetValues("x-ganban-engine")));
    }

    [Fact]
    public async Task What_is_not_bound_is_answered_by_what_Ganban_carries()
    {
        using var response = await _http.Post("/model/amazon.titan-embed-text-v1/invoke", new { inputText = "Hi" });

        Assert.Equal("ganban-lexical-2", Assert.Single(response.Headers.GetValues("x-ganban-engine")));
    }

    [Fact]
    public async Task Tokens_are_counted_by_the_engine_or_not_at_all()
    {
        var input = new { input = new { converse = Hi } };
        using var refused = await _http.Post($"{Llama}/count-tokens", input);
        await AssertError(refused, 400, "ValidationException", "counting tokens");
        using var barn = await _http.Post("/model/cohere.command-r-v1:0/count-tokens", input);
        await AssertError(barn, 400, "ValidationException", "The engine that answers for it, barn (llama3.2:1b), has no way to count");

        _remote.Engine.On("/tokenize", reply => reply.Json("""{"count":42,"max_model_len":4096,"tokens":[]}"""));
        using var counted = await _http.Post($"{Llama}/count-tokens", input);
        Assert.Equal(42, (int)(await SignedHttp.Json(counted))["inputTokens"]!);
    }

    [Theory]
    [InlineData(400, 400, "ValidationException", "The model returned the following errors: bad words")]
    [InlineData(401, 424, "ModelErrorException", "Check its Key or its KeyVariable")]
    [InlineData(429, 429, "ThrottlingException", "Too many requests, please wait before trying again.")]
    [InlineData(500, 424, "ModelErrorException", "bad words")]
    [InlineData(503, 503, "ServiceUnavailableException", "The engine 'house' can't serve now")]
    public async Task A_refusal_has_the_services_own_error(int engine, int status, string code, string message)
    {
        _remote.Engine.On(Chat, reply => reply.Json("""{"error":{"message":"bad words"}}""", engine));

        foreach (var operation in new[] { "converse", "converse-stream" })
        {
            using var response = await _http.Post($"{Llama}/{operation}", Hi);
            await AssertError(response, status, code, message);
        }
    }

    [Fact]
    public async Task A_break_in_mid_stream_ends_the_stream_with_its_error_and_nothing_else()
    {
        _remote.Engine.On(Chat, async reply =>
        {
            await reply.Events(OpenAiWords.Text("Good"));
            await reply.Events("garbage");
        });

        var events = await Events($"{Llama}/converse-stream", Hi);

        Assert.Equal("Good", (string)events[1].Body["delta"]!["text"]!);
        Assert.Equal("modelStreamErrorException", events[^1].Name);
        Assert.Contains("'house'", (string)events[^1].Body["message"]!, StringComparison.Ordinal);
        using var next = await _http.Post($"{Llama}/converse", Hi);
        Assert.Equal(HttpStatusCode.FailedDependency, next.StatusCode);
    }

    [Fact]
    public async Task A_client_that_goes_away_takes_the_engines_connection_along()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _remote.Engine.On(Chat, async reply =>
        {
            await reply.Events(OpenAiWords.Text("Good"));
            await reply.Hang();
            gone.TrySetResult();
        });
        using (var client = new SignedHttp(_remote.Server.Address))
        {
            using var response = await client.Post($"{Llama}/converse-stream", Hi);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await gone.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task The_start_tells_which_models_go_where()
    {
        using var http = new HttpClient { BaseAddress = _remote.Server.Address };
        while ((await http.GetAsync("/health/ready")).StatusCode != HttpStatusCode.OK)
        {
        }

        var log = _remote.Server.Output;
        Assert.Contains("Models meta.* are answered by the engine house (openai at http://127.0.0.1:", log, StringComparison.Ordinal);
        Assert.Contains("/v1, tiny-instruct and tiny-embed)", log, StringComparison.Ordinal);
        Assert.Contains("Every other text model of the catalog is answered by ganban-2", log, StringComparison.Ordinal);
    }

    private async Task<List<(string Name, JsonNode Body)>> Events(string path, object body)
    {
        using var response = await _http.Post(path, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("house (tiny-instruct)", Assert.Single(response.Headers.GetValues("x-ganban-engine")));
        var events = new List<(string, JsonNode)>();
        var reader = new EventStreamReader(PipeReader.Create(await response.Content.ReadAsStreamAsync()));
        await foreach (var message in reader.ReadAllAsync(default))
        {
            var name = message.Find(":event-type") ?? message.Find(":exception-type");
            events.Add((name!.Value.AsString(), JsonNode.Parse(Encoding.UTF8.GetString(message.Payload.Span))!));
        }

        return events;
    }

    private static async Task AssertError(HttpResponseMessage response, int status, string code, string message)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith(code + ":", Assert.Single(response.Headers.GetValues("x-amzn-ErrorType")), StringComparison.Ordinal);
        Assert.Contains(message, (string)(await SignedHttp.Json(response))["message"]!, StringComparison.Ordinal);
    }
}
