using System.Text;
using Ganban.Contracts.BedrockRuntime;
using static Ganban.Contracts.Tests.Requests;

namespace Ganban.Contracts.Tests;

public sealed class ReadingTests
{
    [Theory]
    [InlineData("""{"messages":1}""", "'messages' must be a list, found a number")]
    [InlineData("""{"messages":[[]]}""", "'messages.1.member' must be an object, found a list")]
    [InlineData("""{"messages":[{"role":{}}]}""", "'messages.1.member.role' must be a string, found an object")]
    [InlineData("""{"inferenceConfig":{"maxTokens":"1"}}""", "'inferenceConfig.maxTokens' must be a 32-bit integer, found a string")]
    [InlineData("""{"inferenceConfig":{"maxTokens":1.5}}""", "'inferenceConfig.maxTokens' must be a 32-bit integer, found a number")]
    [InlineData("""{"inferenceConfig":{"maxTokens":1e99}}""", "'inferenceConfig.maxTokens' must be a 32-bit integer, found a number")]
    [InlineData("""{"inferenceConfig":{"temperature":"warm"}}""", "'inferenceConfig.temperature' must be a number, found a string")]
    [InlineData("""{"inferenceConfig":{"stopSequences":["a",true]}}""", "'inferenceConfig.stopSequences.2.member' must be a string, found a boolean")]
    [InlineData("""{"messages":[{"content":[{"image":{"source":{"bytes":"%%"}}}]}]}""", "must be base64 text, found a string")]
    [InlineData("""[]""", "the body must be an object, found a list")]
    public void A_value_of_the_wrong_kind_is_told_with_its_path_and_both_kinds(string body, string told)
    {
        Assert.Contains(told, ConverseError(body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"messages\":[}")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("{'messages':[]}")]
    [InlineData("{\"messages\":[],}")]
    [InlineData("NaN")]
    public void Broken_json_is_malformed(string body) =>
        Assert.StartsWith("Malformed input request: the body is not valid JSON", ConverseError(body), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"messages":[{"role":"\ud800","content":[]}]}""")]
    [InlineData("""{"additionalModelRequestFields":{"a":["\udc00"]}}""")]
    [InlineData("""{"additionalModelRequestFields":{"\ud800":1}}""")]
    [InlineData("""{"promptVariables":{"\ud800":{"text":"a"}}}""")]
    public void Half_a_surrogate_pair_is_refused_in_text_and_documents(string body) =>
        Assert.Contains("not valid UTF-8", ConverseError(body), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_in_text_and_documents()
    {
        byte[] text = [.. "{\"messages\":[{\"role\":\""u8, 0xC3, 0x28, .. "\",\"content\":[]}]}"u8];
        byte[] document = [.. "{\"additionalModelRequestFields\":{\"a\":\""u8, 0xFF, .. "\"}}"u8];

        Assert.Contains("not valid UTF-8", ConverseError(text), StringComparison.Ordinal);
        Assert.Contains("not valid UTF-8", ConverseError(document), StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_beyond_the_bound_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 1000)) + "1" + new string('}', 1000);
        var lists = new string('[', 100_000);

        Assert.StartsWith("Malformed", ConverseError($$"""{"additionalModelRequestFields":{{deep}}}"""), StringComparison.Ordinal);
        Assert.StartsWith("Malformed", ConverseError($$"""{"unknown":{{lists}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Null_counts_as_absent()
    {
        var request = Converse("""{"messages":null,"inferenceConfig":{"maxTokens":null,"temperature":null},"additionalModelRequestFields":null}""");

        Assert.Null(request.Messages);
        Assert.Null(request.InferenceConfig!.MaxTokens);
        Assert.Null(request.AdditionalModelRequestFields);
        Assert.Null(Converse("null").Messages);
    }

    [Fact]
    public void Members_that_the_contract_does_not_know_are_passed_over()
    {
        var request = Converse("""{"novelty":{"a":[1,{"b":2}]},"inferenceConfig":{"x":[],"maxTokens":7},"messages":[],"y":null}""");

        Assert.Equal(7, request.InferenceConfig!.MaxTokens);
        Assert.Empty(request.Messages!);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"text":null}""")]
    [InlineData("""{"text":"a","image":{"format":"png","source":{"bytes":""}}}""")]
    [InlineData("""{"hologram":{}}""")]
    public void A_union_has_exactly_one_of_its_members(string block) => Assert.Contains(
        "'messages.1.member.content.1.member' must be exactly one of the members [text, image,",
        ConverseError($$"""{"messages":[{"role":"user","content":[{{block}}]}]}"""),
        StringComparison.Ordinal);

    [Fact]
    public void A_union_with_nulls_beside_its_member_is_that_member()
    {
        var request = Converse("""{"messages":[{"role":"user","content":[{"image":null,"text":"hello","video":null}]}]}""");

        Assert.Equal(new ContentBlock.Text("hello"), request.Messages![0].Content[0]);
    }

    [Theory]
    [InlineData("\"2024-02-29T12:30:45Z\"", "2024-02-29T12:30:45Z")]
    [InlineData("\"2024-02-29T12:30:45.123Z\"", "2024-02-29T12:30:45.123Z")]
    [InlineData("\"2024-02-29T21:30:45+09:00\"", "2024-02-29T12:30:45Z")]
    [InlineData("1709209845", "2024-02-29T12:30:45Z")]
    [InlineData("1709209845.5", "2024-02-29T12:30:45.5Z")]
    [InlineData("-1", "1969-12-31T23:59:59Z")]
    public void Times_are_read_as_iso_text_and_as_seconds(string json, string expected)
    {
        var (request, error) = Step(json);

        Assert.Null(error);
        Assert.Equal(expected, Timestamps.Format(request!.InvocationStepTime));
    }

    [Theory]
    [InlineData("\"yesterday\"")]
    [InlineData("\"\"")]
    [InlineData("\"2024-02-30T00:00:00Z\"")]
    [InlineData("1e300")]
    [InlineData("-1e300")]
    [InlineData("-70000000000")]
    [InlineData("253402300800")]
    [InlineData("true")]
    public void What_is_no_time_is_refused(string json) =>
        Assert.Contains("'invocationStepTime' must be a timestamp", Step(json).Error, StringComparison.Ordinal);

    [Fact]
    public void Numbers_that_json_lacks_travel_as_text()
    {
        Assert.Contains("'NaN' at 'inferenceConfig.temperature'", ConverseError("""{"inferenceConfig":{"temperature":"NaN"}}"""), StringComparison.Ordinal);
        Assert.Contains("'Infinity' at", ConverseError("""{"inferenceConfig":{"temperature":"Infinity"}}"""), StringComparison.Ordinal);
        Assert.Contains("'-Infinity' at", ConverseError("""{"inferenceConfig":{"temperature":"-Infinity"}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Blobs_are_base64()
    {
        var request = Converse("""{"messages":[{"role":"user","content":[{"image":{"format":"png","source":{"bytes":"5bKp55uk"}}}]}]}""");

        var image = Assert.IsType<ContentBlock.Image>(request.Messages![0].Content[0]);
        var source = Assert.IsType<ImageSource.Bytes>(image.Value.Source);
        Assert.Equal("岩盤", Encoding.UTF8.GetString(source.Value.Span));
    }

    private static (BedrockAgentRuntime.PutInvocationStepRequest? Request, string? Error) Step(string time)
    {
        const string Id = "01234567-89ab-cdef-0123-456789abcdef";
        return Read(
            BedrockAgentRuntime.BedrockAgentRuntimeOperations.PutInvocationStep,
            Parts($$$"""{"invocationIdentifier":"{{{Id}}}","invocationStepTime":{{{time}}},"payload":{"contentBlocks":[{"text":"a"}]}}""", Id));
    }
}
