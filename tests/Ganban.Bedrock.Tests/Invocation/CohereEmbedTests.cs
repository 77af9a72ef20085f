using System.Text.Json;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>Cohere Embed's formats, v3 and v4.</summary>
public sealed class CohereEmbedTests : IAsyncLifetime
{
    private const string English = "cohere.embed-english-v3";
    private const string Multilingual = "cohere.embed-multilingual-v3";
    private const string V4 = "cohere.embed-v4:0";
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Theory]
    [InlineData(English, new[] { "green lamp", "old map" })]
    [InlineData(Multilingual, new[] { "Green Lamp", "Old Map" })]
    public async Task Texts_are_embedded_into_1024_numbers_each(string model, string[] texts)
    {
        var body = await Answer(
            model, """{"texts":["Green Lamp","Old Map"],"input_type":"search_document","truncate":"NONE"}""");

        Assert.Equal(["embeddings", "id", "response_type", "texts"], Names(body));
        Assert.Equal("embeddings_floats", body.GetProperty("response_type").GetString());
        Assert.Equal(texts, body.GetProperty("texts").EnumerateArray().Select(text => text.GetString()));
        Assert.True(Guid.TryParse(body.GetProperty("id").GetString(), out _));
        Assert.Equal([1024, 1024], body.GetProperty("embeddings").EnumerateArray().Select(vector => vector.GetArrayLength()));
        Assert.Equal("4", _runtime.Headers["X-Amzn-Bedrock-Input-Token-Count"]);
        Assert.Contains("X-Amzn-Bedrock-Invocation-Latency", _runtime.Headers.Keys);
        Assert.DoesNotContain("X-Amzn-Bedrock-Output-Token-Count", _runtime.Headers.Keys);
    }

    [Fact]
    public async Task Types_are_ways_to_write_the_same_vector()
    {
        var body = await Answer(English, """
            {"texts":["Green Lamp"],"input_type":"search_query",
             "embedding_types":["float","int8","uint8","binary","ubinary"]}
            """);

        Assert.Equal("embeddings_by_type", body.GetProperty("response_type").GetString());
        var byType = body.GetProperty("embeddings");
        var floats = Numbers(byType, "float");
        var steps = floats.Select(value => Math.Round(value * 127)).ToArray();
        Assert.Equal(1, floats.Sum(value => value * value), 3);
        Assert.Equal(steps, Numbers(byType, "int8"));
        Assert.Equal(steps.Select(step => step + 128), Numbers(byType, "uint8"));
        var bits = Numbers(byType, "ubinary");
        Assert.Equal(128, bits.Length);
        Assert.Equal(
            floats.Select(value => value > 0),
            bits.SelectMany(eight => Enumerable.Range(0, 8).Select(bit => ((int)eight & (0x80 >> bit)) != 0)));
        Assert.Equal(bits.Select(eight => eight - 128), Numbers(byType, "binary"));
    }

    [Theory]
    [InlineData("""{"input_type":"search_document","texts":["a","b"],"output_dimension":256}""", 2, 256)]
    [InlineData("""{"input_type":"clustering","texts":["a"],"truncate":"RIGHT"}""", 1, 1536)]
    [InlineData(
        """{"input_type":"search_query","inputs":[{"content":[{"type":"text","text":"page"},{"type":"text","text":"3"}]}]}""", 1, 1536)]
    public async Task V4_embeds_texts_and_inputs_into_the_dimensions_asked_for(
        string request, int count, int dimensions)
    {
        var body = await Answer(V4, request);

        Assert.Equal(
            Enumerable.Repeat(dimensions, count),
            body.GetProperty("embeddings").EnumerateArray().Select(vector => vector.GetArrayLength()));
        Assert.Equal(request.Contains("texts", StringComparison.Ordinal), body.TryGetProperty("texts", out _));
    }

    [Fact]
    public async Task No_texts_give_no_embeddings()
    {
        var body = await Answer(English, """{"texts":[],"input_type":"search_document"}""");

        Assert.Equal(0, body.GetProperty("embeddings").GetArrayLength());
    }

    [Theory]
    [InlineData(English, """{}""", "#: required key [texts] not found#: required key [input_type] not found")]
    [InlineData(English, """{"texts":"a","input_type":"clustering"}""", "#/texts: expected type: JSONArray, found: String")]
    [InlineData(English, """{"texts":["a",1],"input_type":"clustering"}""", "#/texts/1: expected type: String, found: Integer")]
    [InlineData(English, """{"texts":["a"],"input_type":"guess"}""", "#/input_type: guess is not a valid enum value")]
    [InlineData(English, """{"texts":["a"],"input_type":"clustering","truncate":"LEFT"}""", "#/truncate: LEFT is not a valid enum value")]
    [InlineData(
        English,
        """{"texts":["a"],"input_type":"clustering","embedding_types":["float","int4"]}""",
        "#/embedding_types/1: int4 is not a valid enum value")]
    [InlineData(English, """{"texts":["a"],"input_type":"clustering","output_dimension":256}""", "#: extraneous key [output_dimension] is not permitted")]
    [InlineData(V4, """{"texts":["a"],"input_type":"clustering","output_dimension":300}""", "#/output_dimension: 300 is not a valid enum value")]
    [InlineData(
        V4,
        """{"inputs":[{"content":[{"type":"image_url","image_url":""}]}],"input_type":"clustering"}""",
        "#/inputs/0/content/0/image_url: expected minLength: 1, actual: 0")]
    [InlineData(V4, """{"input_type":"clustering"}""", "#/texts: exactly one of texts, inputs and images is expected")]
    public Task Bodies_that_break_the_schema_are_refused(string model, string body, string complaints) =>
        _runtime.AssertMalformed(model, body, complaints);

    [Fact]
    public async Task Texts_are_limited_in_number_and_length()
    {
        var many = string.Join(",", Enumerable.Repeat("\"a\"", 97));
        await _runtime.AssertMalformed(
            English,
            $$"""{"texts":[{{many}}],"input_type":"clustering"}""",
            "#/texts: expected maximum item count: 96, found: 97");
        await _runtime.AssertMalformed(
            English,
            $$"""{"texts":["{{new string('a', 2049)}}"],"input_type":"clustering"}""",
            "#/texts/0: expected maxLength: 2048, actual: 2049");
        var inputs = string.Join(",", Enumerable.Repeat("""{"content":[{"type":"text","text":"a"}]}""", 97));
        await _runtime.AssertMalformed(
            V4,
            $$"""{"inputs":[{{inputs}}],"input_type":"clustering"}""",
            "#/inputs: expected maximum item count: 96, found: 97");
    }

    [Theory]
    [InlineData(English, """{"images":["data:image/png;base64,AQID"],"input_type":"image"}""", "No engine that embeds images is bound to")]
    [InlineData(V4, """{"images":["data:image/png;base64,AQID"],"input_type":"clustering"}""", "No engine that embeds images is bound to")]
    [InlineData(
        V4,
        """{"inputs":[{"content":[{"type":"image_url","image_url":"data:image/png;base64,AQID"}]}],"input_type":"clustering"}""",
        "No engine that embeds images is bound to")]
    [InlineData(V4, """{"texts":["a"],"input_type":"clustering","max_tokens":5}""", "max_tokens in Cohere Embed's format")]
    public Task What_the_engine_cant_do_is_refused_by_name(string model, string body, string what) =>
        _runtime.AssertNotDone(model, body, what);

    [Fact]
    public async Task Embeddings_do_not_stream() => Assert.Equal(
        "The model is unsupported for streaming.",
        (await _runtime.Refused("InvokeModelWithResponseStream", V4, """{"texts":["a"],"input_type":"clustering"}""")).Message);

    private async Task<JsonElement> Answer(string model, string body) =>
        JsonDocument.Parse(await _runtime.Invoke(model, body)).RootElement;

    private static IEnumerable<string> Names(JsonElement body) =>
        body.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);

    private static double[] Numbers(JsonElement byType, string type) =>
        [.. byType.GetProperty(type)[0].EnumerateArray().Select(value => value.GetDouble())];
}
