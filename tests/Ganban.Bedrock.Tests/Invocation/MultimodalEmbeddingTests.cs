using System.Text.Json;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>The formats of Titan's and Nova's multimodal embeddings.</summary>
public sealed class MultimodalEmbeddingTests : IAsyncLifetime
{
    private const string Titan = "amazon.titan-embed-image-v1";
    private const string Nova = "amazon.nova-2-multimodal-embeddings-v1:0";
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Theory]
    [InlineData("""{"inputText":"red kettle"}""", 1024)]
    [InlineData("""{"inputText":"red kettle","embeddingConfig":{"outputEmbeddingLength":384}}""", 384)]
    public async Task Titan_embeds_a_text(string request, int dimensions)
    {
        using var body = JsonDocument.Parse(await _runtime.Invoke(Titan, request));

        Assert.Equal(dimensions, body.RootElement.GetProperty("embedding").GetArrayLength());
        Assert.Equal(2, body.RootElement.GetProperty("inputTextTokenCount").GetInt32());
        Assert.Equal(JsonValueKind.Null, body.RootElement.GetProperty("message").ValueKind);
        Assert.Equal("2", _runtime.Headers["X-Amzn-Bedrock-Input-Token-Count"]);
    }

    [Theory]
    [InlineData("", 3072)]
    [InlineData(",\"embeddingDimension\":256", 256)]
    public async Task Nova_embeds_a_text(string more, int dimensions)
    {
        using var body = JsonDocument.Parse(await _runtime.Invoke(Nova, $$"""
            {"schemaVersion":"nova-multimodal-embed-v1","taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":
             {"embeddingPurpose":"GENERIC_INDEX","text":{"truncationMode":"END","value":"paper boat"}{{more}} } }
            """));

        var embedding = Assert.Single(body.RootElement.GetProperty("embeddings").EnumerateArray());
        Assert.Equal("TEXT", embedding.GetProperty("embeddingType").GetString());
        Assert.Equal(dimensions, embedding.GetProperty("embedding").GetArrayLength());
        Assert.Equal(2, embedding.EnumerateObject().Count());
    }

    [Fact]
    public async Task Titans_texts_are_short()
    {
        var words = string.Concat(Enumerable.Repeat("word ", 129));
        var error = await _runtime.Refused("InvokeModel", Titan, $$"""{"inputText":"{{words}}"}""");

        Assert.Equal("400 Bad Request: Too many input tokens. Max input tokens: 128, request input token count: 129", error.Message);
    }

    [Theory]
    [InlineData(Titan, """{}""", "#: required key [inputText] not found")]
    [InlineData(Titan, """{"inputText":["a"]}""", "#/inputText: expected type: String, found: JSONArray")]
    [InlineData(Titan, """{"inputText":"a","dimensions":256}""", "#: extraneous key [dimensions] is not permitted")]
    [InlineData(
        Titan,
        """{"inputText":"a","embeddingConfig":{"outputEmbeddingLength":512}}""",
        "#/embeddingConfig/outputEmbeddingLength: 512 is not a valid enum value")]
    [InlineData(Titan, """{"inputImage":"AQID"}""", "#/inputImage: is not an image in base64")]
    [InlineData(
        Nova,
        """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"CLUSTERING","image":{"format":"bmp","source":{}}}}""",
        "#/singleEmbeddingParams/image/format: bmp is not a valid enum value#/singleEmbeddingParams/image/source: required key [bytes] not found")]
    [InlineData(
        Nova,
        """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"CLUSTERING","image":{"format":"png","source":{"bytes":""}}}}""",
        "#/singleEmbeddingParams/image/source/bytes: expected minLength: 1, actual: 0")]
    [InlineData(Nova, """{}""", "#: required key [taskType] not found#: required key [singleEmbeddingParams] not found")]
    [InlineData(
        Nova,
        """{"taskType":"SEGMENTED_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"CLUSTERING","text":{"truncationMode":"END","value":"a"}}}""",
        "#/taskType: SEGMENTED_EMBEDDING is not a valid enum value")]
    [InlineData(
        Nova,
        """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"CLUSTERING","text":{"truncationMode":"END","value":""}}}""",
        "#/singleEmbeddingParams/text/value: expected minLength: 1, actual: 0")]
    [InlineData(
        Nova,
        """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"CLUSTERING","embeddingDimension":512,"text":{"truncationMode":"END","value":"a"}}}""",
        "#/singleEmbeddingParams/embeddingDimension: 512 is not a valid enum value")]
    public Task Bodies_that_break_the_schema_are_refused(string model, string body, string complaints) =>
        _runtime.AssertMalformed(model, body, complaints);

    [Theory]
    [InlineData(Titan, """{"inputText":"a","inputImage":"iVBORw0KGgo="}""", "No engine that embeds images is bound to " + Titan)]
    [InlineData(
        Nova,
        """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"CLUSTERING","image":{"format":"png","source":{"bytes":"AQID"}}}}""",
        "No engine that embeds images is bound to " + Nova)]
    [InlineData(
        Nova,
        """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"CLUSTERING","audio":{"format":"mp3","source":{"bytes":"AQID"}}}}""",
        "audio in Nova Multimodal Embeddings' format")]
    [InlineData(
        Nova,
        """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"CLUSTERING","text":{"truncationMode":"END","source":{"s3Location":{"uri":"s3://b/a"}}}}}""",
        "text.source in Nova Multimodal Embeddings' format")]
    public Task What_the_engine_cant_do_is_refused_by_name(string model, string body, string what) =>
        _runtime.AssertNotDone(model, body, what);
}
