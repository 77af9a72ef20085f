using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Clients;

[Collection(ClientTests.Name)]
public sealed class InvokeModelTests(ClientServer clients)
{
    [Theory, JavaScriptData, Boto3Data]
    public async Task Jurassic_answers_in_its_own_format(Sdk sdk)
    {
        var answer = await Invoke(
            sdk, "ai21.j2-ultra-v1", new { prompt = "Name a colour.", maxTokens = 12, numResults = 2 });

        Assert.Equal("application/json", (string)answer.Output["contentType"]!);
        Assert.Equal("Name a colour.", (string)answer.Body["prompt"]!["text"]!);
        var completions = answer.Body["completions"]!.AsArray();
        Assert.Equal(2, completions.Count);
        Assert.All(completions, completion =>
        {
            Assert.InRange(completion!["data"]!["tokens"]!.AsArray().Count, 1, 12);
            Assert.Contains((string)completion["finishReason"]!["reason"]!, new[] { "endoftext", "length" });
        });
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task Titan_Text_answers_in_its_own_format(Sdk sdk)
    {
        var answer = await Invoke(sdk, "amazon.titan-text-express-v1", new
        {
            inputText = "User: What is bread?\nBot:",
            textGenerationConfig = new { maxTokenCount = 16, temperature = 0, topP = 0.9 },
        });

        var result = Assert.Single(answer.Body["results"]!.AsArray())!;
        Assert.InRange((int)result["tokenCount"]!, 1, 16);
        Assert.Contains((string)result["completionReason"]!, new[] { "FINISH", "LENGTH" });
        Assert.True((int)answer.Body["inputTextTokenCount"]! > 0);
        Assert.Equal(
            answer.Header("x-amzn-bedrock-output-token-count"),
            result["tokenCount"]!.ToJsonString());
        Assert.NotEmpty(answer.Header("x-ganban-engine")!);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task Claude_answers_in_its_own_format(Sdk sdk)
    {
        var answer = await Invoke(sdk, "anthropic.claude-3-haiku-20240307-v1:0", Claude("こんにちは"));

        Assert.Equal("message", (string)answer.Body["type"]!);
        Assert.Equal("assistant", (string)answer.Body["role"]!);
        Assert.Equal("text", (string)Assert.Single(answer.Body["content"]!.AsArray())!["type"]!);
        Assert.InRange((int)answer.Body["usage"]!["output_tokens"]!, 1, 16);
        Assert.Contains((string)answer.Body["stop_reason"]!, new[] { "end_turn", "max_tokens" });
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task Llama_answers_in_its_own_format(Sdk sdk)
    {
        var answer = await Invoke(sdk, "meta.llama3-8b-instruct-v1:0", new
        {
            prompt = "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n",
            max_gen_len = 16,
            temperature = 0.5,
        });

        Assert.InRange((int)answer.Body["generation_token_count"]!, 1, 16);
        Assert.True((int)answer.Body["prompt_token_count"]! > 0);
        Assert.Contains((string)answer.Body["stop_reason"]!, new[] { "stop", "length" });
        Assert.DoesNotContain("<|", (string)answer.Body["generation"]!, StringComparison.Ordinal);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task Titan_Embeddings_give_vectors_of_the_length_that_was_asked_for(Sdk sdk)
    {
        var first = await Invoke(sdk, "amazon.titan-embed-text-v1", new { inputText = "bread and butter" });
        var second = await Invoke(sdk, "amazon.titan-embed-text-v2:0", new
        {
            inputText = "bread and butter",
            dimensions = 512,
            normalize = true,
            embeddingTypes = new[] { "float", "binary" },
        });

        Assert.Equal(1536, first.Body["embedding"]!.AsArray().Count);
        Assert.True((int)first.Body["inputTextTokenCount"]! > 0);
        var vector = Floats(second.Body["embedding"]!);
        Assert.Equal(512, vector.Length);
        Assert.Equal(1.0, vector.Sum(value => value * value), 3);
        Assert.Equal(vector, Floats(second.Body["embeddingsByType"]!["float"]!));
        Assert.Equal(
            vector.Select(value => value > 0 ? 1.0 : 0.0), Floats(second.Body["embeddingsByType"]!["binary"]!));
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_stream_of_Claude_builds_the_message_event_by_event(Sdk sdk)
    {
        var stream = await clients.Runtime(sdk, "InvokeModelWithResponseStream", new
        {
            modelId = "anthropic.claude-3-haiku-20240307-v1:0",
            contentType = "application/json",
            body = ClientServer.Blob(Claude("Hello")),
        });

        var types = stream.Chunks.Select(chunk => (string)chunk["type"]!).ToList();
        Assert.Equal(
            [
                "message_start", "content_block_start", "content_block_delta", "content_block_stop",
                "message_delta", "message_stop",
            ],
            types.Where((type, index) => index == 0 || types[index - 1] != type));
        var metrics = stream.Chunks[^1]["amazon-bedrock-invocationMetrics"]!;
        Assert.Equal((int)stream.Chunks[^2]["usage"]!["output_tokens"]!, (int)metrics["outputTokenCount"]!);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task Streams_of_Titan_and_Llama_end_with_the_invocations_metrics(Sdk sdk)
    {
        var few = new { maxTokenCount = 8 };
        var titan = await Stream(
            sdk, "amazon.titan-text-express-v1", new { inputText = "Hello", textGenerationConfig = few });
        var llama = await Stream(sdk, "meta.llama3-8b-instruct-v1:0", new { prompt = "Hello", max_gen_len = 8 });

        Assert.InRange((int)titan.Chunks[^1]["amazon-bedrock-invocationMetrics"]!["outputTokenCount"]!, 1, 8);
        Assert.InRange((int)llama.Chunks[^1]["amazon-bedrock-invocationMetrics"]!["outputTokenCount"]!, 1, 8);
        Assert.NotNull(titan.Chunks[^1]["completionReason"]);
        Assert.NotNull(llama.Chunks[^1]["stop_reason"]);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_call_that_names_no_content_type_is_taken_for_JSON(Sdk sdk)
    {
        var answer = await clients.Runtime(sdk, "InvokeModel", new
        {
            modelId = "amazon.titan-embed-text-v2:0",
            body = ClientServer.Blob(new { inputText = "bread" }),
        });

        Assert.Equal(200, answer.Status);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_body_in_another_models_format_is_refused_with_every_complaint(Sdk sdk)
    {
        var refused = await Invoke(
            sdk, "anthropic.claude-3-haiku-20240307-v1:0", new { prompt = "Hello", max_tokens = 5 });

        Assert.Equal(("ValidationException", 400), (refused.Error, refused.Status));
        Assert.Contains("required key [messages] not found", refused.Message, StringComparison.Ordinal);
        Assert.Contains("extraneous key [prompt] is not permitted", refused.Message, StringComparison.Ordinal);
    }

    private Task<SdkResult> Invoke(Sdk sdk, string model, object body) => clients.Runtime(sdk, "InvokeModel", new
    {
        modelId = model,
        contentType = "application/json",
        accept = "application/json",
        body = ClientServer.Blob(body),
    });

    private Task<SdkResult> Stream(Sdk sdk, string modelId, object body) => clients.Runtime(
        sdk,
        "InvokeModelWithResponseStream",
        new
        {
            modelId,
            contentType = "application/json",
            accept = "application/json",
            body = ClientServer.Blob(body),
        });

    private static object Claude(string text) => new
    {
        anthropic_version = "bedrock-2023-05-31",
        max_tokens = 16,
        messages = new[] { new { role = "user", content = text } },
    };

    private static double[] Floats(JsonNode vector) => [.. vector.AsArray().Select(value => (double)value!)];
}
