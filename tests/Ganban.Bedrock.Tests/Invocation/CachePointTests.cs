using System.Text.Json.Nodes;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>
/// Where the caller marks a part of the prompt for the cache, the answer tells what the engine's cache did; elsewhere
/// it does not, and the prompt's tokens are all input. The scripted prompt has 8 tokens.
/// </summary>
public sealed class CachePointTests : IAsyncLifetime
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Turns = """[{"role":"user","content":[{"text":"Hi"}]}]""";
    private const string Cached = """{"inputTokens":1,"outputTokens":2,"totalTokens":10,"cacheReadInputTokens":5,"cacheWriteInputTokens":2}""";

    private readonly Runtime _runtime = Runtime.Open();

    public static TheoryData<string> Marked { get; } =
    [
        """{"messages":[{"role":"user","content":[{"text":"Hi"},{"cachePoint":{"type":"default"}}]}]}""",
        $$$"""{"messages":{{{Turns}}},"system":[{"text":"Be brief."},{"cachePoint":{"type":"default"}}]}""",
        $$$"""
        {"messages":{{{Turns}}},"toolConfig":{"tools":[
          {"toolSpec":{"name":"a","inputSchema":{"json":{"type":"object"} } } },{"cachePoint":{"type":"default"}}]}}
        """,
    ];

    public static TheoryData<string> MarkedForClaude { get; } =
    [
        """
        "messages":[{"role":"user","content":[{"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}]}]
        """,
        """
        "messages":[{"role":"user","content":"Hi"}],"system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]
        """,
        """
        "messages":[{"role":"user","content":"Hi"}],
        "tools":[{"name":"a","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}]
        """,
    ];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(Marked))]
    public async Task Converse_counts_what_was_read_and_written_apart_from_the_input(string body)
    {
        Plays(read: 5, written: 2);

        var whole = JsonNode.Parse(await _runtime.Converse(Haiku, body))!;
        var events = await _runtime.ConverseStream(Haiku, body);

        Wire.Same(Cached, whole["usage"]!.ToJsonString());
        Wire.Same(Cached, JsonNode.Parse(events[^1])!["metadata"]!["usage"]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(MarkedForClaude))]
    public async Task Claudes_format_counts_them_too(string members)
    {
        Plays(read: 5, written: 2);
        var body = $$"""{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,{{members}}}""";

        var whole = JsonNode.Parse(await _runtime.Invoke(Haiku, body))!;
        Assert.Equal(("1", "5", "2"), (
            _runtime.Headers["X-Amzn-Bedrock-Input-Token-Count"],
            _runtime.Headers["X-Amzn-Bedrock-Cache-Read-Input-Token-Count"],
            _runtime.Headers["X-Amzn-Bedrock-Cache-Write-Input-Token-Count"]));
        var chunks = await _runtime.InvokeStream(Haiku, body);

        Wire.Same(
            """{"input_tokens":1,"cache_creation_input_tokens":2,"cache_read_input_tokens":5,"output_tokens":2}""",
            whole["usage"]!.ToJsonString());
        Wire.Same(
            """{"input_tokens":1,"cache_creation_input_tokens":2,"cache_read_input_tokens":5,"output_tokens":1}""",
            JsonNode.Parse(chunks[0])!["message"]!["usage"]!.ToJsonString());
        var metrics = JsonNode.Parse(chunks[^1])!["amazon-bedrock-invocationMetrics"]!;
        Assert.Equal(
            (1, 5, 2),
            ((int)metrics["inputTokenCount"]!, (int)metrics["cacheReadInputTokenCount"]!, (int)metrics["cacheWriteInputTokenCount"]!));
    }

    [Theory]
    [InlineData("1h", "1h", "1h")]
    [InlineData("1h", "5m", "5m")]
    [InlineData("1h", null, "5m")]
    public async Task What_was_written_is_told_by_the_time_it_was_to_be_kept(string first, string? second, string told)
    {
        Plays(read: 5, written: 2);
        static string Ttl(string? ttl) => ttl is null ? "" : $",\"ttl\":\"{ttl}\"";
        var converse = JsonNode.Parse(await _runtime.Converse(Haiku, $$$"""
            {"system":[{"text":"a"},{"cachePoint":{"type":"default"{{{Ttl(first)}}}} }],
             "messages":[{"role":"user","content":[{"text":"Hi"},{"cachePoint":{"type":"default"{{{Ttl(second)}}}} }]}]}
            """))!;
        var claude = JsonNode.Parse(await _runtime.Invoke(Haiku, $$$"""
            {"anthropic_version":"bedrock-2023-05-31","max_tokens":9,
             "system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"{{{Ttl(first)}}}} }],
             "messages":[{"role":"user","content":[{"type":"text","text":"Hi","cache_control":{"type":"ephemeral"{{{Ttl(second)}}}} }]}]}
            """))!;

        Wire.Same($$"""[{"ttl":"{{told}}","inputTokens":2}]""", converse["usage"]!["cacheDetails"]!.ToJsonString());
        Wire.Same(
            $$"""{"ephemeral_5m_input_tokens":{{(told == "5m" ? 2 : 0)}},"ephemeral_1h_input_tokens":{{(told == "1h" ? 2 : 0)}} }""",
            claude["usage"]!["cache_creation"]!.ToJsonString());
    }

    [Theory]
    [InlineData("{}", "cache_control: required key [type] not found")]
    [InlineData("{\"type\":\"lasting\"}", "cache_control/type: lasting is not a valid enum value")]
    [InlineData("{\"type\":\"ephemeral\",\"ttl\":\"1d\"}", "cache_control/ttl: 1d is not a valid enum value")]
    [InlineData("{\"type\":\"ephemeral\",\"scope\":\"global\"}", "cache_control: extraneous key [scope] is not permitted")]
    public Task A_mark_that_Claude_does_not_know_is_refused(string mark, string complaint) => _runtime.AssertMalformed(
        Haiku,
        $$"""
        {"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":[
         {"type":"text","text":"Hi","cache_control":{{mark}} }]}]}
        """,
        "#/messages/0/content/0/" + complaint);

    [Fact]
    public async Task Claude_takes_four_marks()
    {
        const string Block = """{"type":"text","text":"a","cache_control":{"type":"ephemeral"} }""";
        static string Body(int marks) => $$"""
            {"anthropic_version":"bedrock-2023-05-31","max_tokens":9,
             "messages":[{"role":"user","content":[{{string.Join(',', Enumerable.Repeat(Block, marks))}}]}]}
            """;
        await _runtime.Invoke(Haiku, Body(4));
        var error = await _runtime.Refused("InvokeModel", Haiku, Body(5));
        Assert.Equal("A maximum of 4 blocks with cache_control may be provided. Found 5.", error.Message);
    }

    [Fact]
    public async Task Without_a_cache_point_all_of_the_prompt_is_input()
    {
        Plays(read: 5, written: 2);

        var converse = JsonNode.Parse(await _runtime.Converse(Haiku, $$"""{"messages":{{Turns}}}"""))!;
        var claude = JsonNode.Parse(await _runtime.Invoke(
            Haiku,
            """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}"""))!;

        Wire.Same("""{"inputTokens":8,"outputTokens":2,"totalTokens":10}""", converse["usage"]!.ToJsonString());
        Wire.Same("""{"input_tokens":8,"output_tokens":2}""", claude["usage"]!.ToJsonString());
        Assert.DoesNotContain("X-Amzn-Bedrock-Cache-Read-Input-Token-Count", _runtime.Headers.Keys);
    }

    [Fact]
    public async Task What_an_engine_elsewhere_read_from_its_cache_is_counted_at_the_end()
    {
        var end = End(2);
        ((UsageContent)end.Contents[0]).Details.CachedInputTokenCount = 6;
        _runtime.Engine.Plays(Piece("ok"), end);

        var body = JsonNode.Parse(await _runtime.Converse(
            Haiku, """{"messages":[{"role":"user","content":[{"text":"Hi"},{"cachePoint":{"type":"default"}}]}]}"""))!;

        Wire.Same(
            """
            {"inputTokens":2,"outputTokens":2,"totalTokens":10,"cacheReadInputTokens":6,"cacheWriteInputTokens":0}
            """,
            body["usage"]!.ToJsonString());
    }

    private void Plays(int read, int written)
    {
        var first = Piece("ok");
        first.AdditionalProperties![ChatProperties.CacheReadTokenCount] = read;
        first.AdditionalProperties[ChatProperties.CacheWriteTokenCount] = written;
        _runtime.Engine.Plays(first, End(2));
    }
}
