using System.Text.Json;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>The formats of Amazon's and Cohere's rerankers.</summary>
public sealed class RerankTests : IAsyncLifetime
{
    private const string Amazon = "amazon.rerank-v1:0";
    private const string Cohere = "cohere.rerank-v3-5:0";
    private const string Question = """
        "query":"Which text is about tea?","documents":["Coffee beans are roasted.","Tea leaves are steeped."]
        """;

    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Theory]
    [InlineData(Amazon, "", 2)]
    [InlineData(Amazon, ",\"top_n\":1", 1)]
    [InlineData(Cohere, ",\"api_version\":2", 2)]
    [InlineData(Cohere, ",\"api_version\":2,\"top_n\":1", 1)]
    public async Task Documents_come_in_the_order_of_their_nearness_to_the_query(string model, string more, int count)
    {
        using var body = JsonDocument.Parse(await _runtime.Invoke(model, $$"""{ {{Question}}{{more}} }"""));

        var results = body.RootElement.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(count, results.Count);
        Assert.Equal(1, results[0].GetProperty("index").GetInt32());
        var scores = results.Select(result => result.GetProperty("relevance_score").GetDouble()).ToList();
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal("lexical", _runtime.Headers["x-ganban-engine"]);
        Assert.DoesNotContain("X-Amzn-Bedrock-Input-Token-Count", _runtime.Headers.Keys);
        Assert.Contains("X-Amzn-Bedrock-Invocation-Latency", _runtime.Headers.Keys);
    }

    [Theory]
    [InlineData(Amazon, """{}""", "#: required key [query] not found#: required key [documents] not found")]
    [InlineData(Amazon, """{"query":"a","documents":"b"}""", "#/documents: expected type: JSONArray, found: String")]
    [InlineData(Amazon, """{"query":"a","documents":[]}""", "#/documents: expected minimum item count: 1, found: 0")]
    [InlineData(Amazon, """{"query":"a","documents":["b"],"top_n":0}""", "#/top_n: 0 is not greater or equal to 1")]
    [InlineData(Amazon, """{"query":"a","documents":["b"],"api_version":2}""", "#: extraneous key [api_version] is not permitted")]
    [InlineData(Cohere, """{"query":"a","documents":["b"]}""", "#: required key [api_version] not found")]
    [InlineData(Cohere, """{"query":"a","documents":["b"],"api_version":1}""", "#/api_version: 1 is not greater or equal to 2")]
    public Task Bodies_that_break_the_schema_are_refused(string model, string body, string complaints) =>
        _runtime.AssertMalformed(model, body, complaints);

    [Fact]
    public Task What_the_engine_cant_do_is_refused_by_name() => _runtime.AssertNotDone(
        Cohere, $$"""{ {{Question}},"api_version":2,"max_tokens_per_doc":9 }""", "max_tokens_per_doc");

    [Theory]
    [InlineData("InvokeModelWithResponseStream", "The model is unsupported for streaming.")]
    [InlineData("CountTokens", "This action doesn't support the model that you provided. Try again with a supported text or chat model.")]
    public async Task There_is_nothing_to_stream_or_to_count(string operation, string words)
    {
        var body = operation == "CountTokens"
            ? $$"""{"input":{"invokeModel":{"body":"{{Convert.ToBase64String("{}"u8)}}"} } }"""
            : $$"""{ {{Question}},"api_version":2 }""";

        Assert.Equal(words, (await _runtime.Refused(operation, Cohere, body)).Message);
    }
}
