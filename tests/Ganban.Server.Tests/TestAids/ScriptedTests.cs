using System.Net;
using System.Text.Json.Nodes;
using Ganban.Server.Tests.Models;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.TestAids;

/// <summary>Scripted replies in all formats, from the front door.</summary>
public sealed class ScriptedTests(ScriptedServer fixture) : IClassFixture<ScriptedServer>
{
    private static readonly JsonObject Tools = JsonNode.Parse("""
        { "tools": [ { "toolSpec": { "name": "get_weather", "inputSchema": { "json": { "type": "object" } } } } ] }
        """)!.AsObject();

    [Fact]
    public async Task An_agents_loop_plays_call_and_answer()
    {
        using var http = fixture.Client("000000000101");
        var body = JsonNode.Parse("""
            { "messages": [ { "role": "user", "content": [ { "text": "How is the weather?" } ] } ] }
            """)!.AsObject();
        body["toolConfig"] = Tools.DeepClone();
        using var first = await http.Send(HttpMethod.Post, Path(ScriptedServer.Haiku), body.ToJsonString());
        var asked = await SignedHttp.Json(first);

        Assert.Equal("play (scripted)", first.Headers.GetValues("x-ganban-engine").Single());
        Assert.Equal("tool_use", (string)asked["stopReason"]!);
        Assert.Equal((21, 9), ((int)asked["usage"]!["inputTokens"]!, (int)asked["usage"]!["outputTokens"]!));
        var message = asked["output"]!["message"]!;
        var call = message["content"]![1]!["toolUse"]!;
        Assert.Equal("""{"city":"Osaka"}""", call["input"]!.ToJsonString());

        body["messages"]!.AsArray().Add(message.DeepClone());
        body["messages"]!.AsArray().Add(new JsonObject
        {
            ["role"] = "user",
            ["content"] = new JsonArray(new JsonObject
            {
                ["toolResult"] = new JsonObject
                {
                    ["toolUseId"] = (string)call["toolUseId"]!,
                    ["content"] = new JsonArray(new JsonObject { ["text"] = "sunny, 31 degrees" }),
                },
            }),
        });
        using var second = await http.Send(HttpMethod.Post, Path(ScriptedServer.Haiku), body.ToJsonString());
        var answer = await SignedHttp.Json(second);

        Assert.Equal("It is sunny in Osaka.", (string)answer["output"]!["message"]!["content"]![0]!["text"]!);
        Assert.Equal("end_turn", (string)answer["stopReason"]!);
    }

    [Fact]
    public async Task A_stream_sends_the_pieces_as_they_are_written()
    {
        using var http = fixture.Client("000000000102");
        using var response = await http.Post(
            $"/model/{ScriptedServer.Llama}/converse-stream", ScriptedServer.Says("count 3"));
        var events = await response.Events().ToListAsync();

        var texts = events.Where(item => item.Name == "contentBlockDelta")
            .Select(item => (string?)item.Body["delta"]!["text"]).Where(text => text is not null);
        Assert.Equal(["One, ", "two, ", "three"], texts);
        Assert.Equal(
            "Numbers.", (string)events.First(e => e.Name == "contentBlockDelta").Body["delta"]!["reasoningContent"]!["text"]!);
        Assert.Equal("max_tokens", (string)events.Single(item => item.Name == "messageStop").Body["stopReason"]!);
        Assert.Equal(7, (int)events.Single(item => item.Name == "metadata").Body["usage"]!["outputTokens"]!);
    }

    [Theory]
    [InlineData(
        ScriptedServer.Haiku,
        """{"anthropic_version":"bedrock-2023-05-31","max_tokens":50,"messages":[{"role":"user","content":"stop here"}]}""",
        "\"stop_reason\":\"stop_sequence\"", "\"stop_sequence\":\"END\"", "\"text\":\"Yes\"")]
    [InlineData(ScriptedServer.Llama, """{"prompt":"Who are you?"}""", "\"generation\":\"I am a llama\"", "\"generation_token_count\":4", "{")]
    [InlineData(ScriptedServer.Titan, """{"inputText":"count 5"}""", "\"completionReason\":\"LENGTH\"", "One, two, three", "{")]
    public async Task Native_formats_carry_the_reply(string model, string body, params string[] expected)
    {
        using var http = fixture.Client("000000000103");
        using var response = await http.Send(HttpMethod.Post, $"/model/{model}/invoke", body);
        var text = await response.Content.ReadAsStringAsync();

        Assert.All(expected, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_are_counted_for_each_account_until_it_forgets_them()
    {
        using var http = fixture.Client("000000000104");
        using var other = fixture.Client("000000000105");
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal((HttpStatusCode)429, await Status(http, "retry me"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await Status(http, "retry me"));
            Assert.Equal(HttpStatusCode.OK, await Status(http, "retry me"));
            Assert.Equal(HttpStatusCode.OK, await Status(http, "retry me"));
            using var forgotten = await http.Send(HttpMethod.Delete, "/ganban/calls", null);
            Assert.Equal(HttpStatusCode.NoContent, forgotten.StatusCode);
        }

        Assert.Equal((HttpStatusCode)429, await Status(other, "retry me"));
    }

    [Fact]
    public async Task A_stream_can_break_after_its_pieces()
    {
        using var http = fixture.Client("000000000106");
        using var response = await http.Post(
            $"/model/{ScriptedServer.Haiku}/converse-stream", ScriptedServer.Says("break"));
        var events = await response.Events().ToListAsync();

        Assert.Equal(2, events.Count(item => item.Name == "contentBlockDelta"));
        Assert.Equal("modelStreamErrorException", events[^1].Name);
        Assert.Equal("Broken.", (string)events[^1].Body["message"]!);
    }

    [Fact]
    public async Task A_request_that_no_rule_matches_is_an_error_that_says_what_was_sent()
    {
        using var http = fixture.Client("000000000107");
        using var response = await http.Post(Path(ScriptedServer.Haiku), ScriptedServer.Says("Unheard of", "Be kind"));
        var message = (string)(await SignedHttp.Json(response))["message"]!;

        Assert.Equal(HttpStatusCode.FailedDependency, response.StatusCode);
        Assert.Contains("user text 'Unheard of', system text 'Be kind'", message, StringComparison.Ordinal);
        Assert.Contains(ScriptedServer.Haiku, message, StringComparison.Ordinal);
        Assert.DoesNotContain("script.json", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_are_counted_in_words()
    {
        using var http = fixture.Client("000000000108");
        using var response = await http.Post(
            $"/model/{ScriptedServer.Haiku}/count-tokens",
            new { input = new { converse = ScriptedServer.Says("one two three") } });

        Assert.Equal(3, (int)(await SignedHttp.Json(response))["inputTokens"]!);
    }

    [Fact]
    public async Task The_list_of_calls_tells_an_account_its_own_calls()
    {
        using var http = fixture.Client("000000000109");
        await Status(http, "weather", "Talk like a pirate");
        await Status(http, "Unheard of");
        using (var stream = await http.Post(
            $"/model/{ScriptedServer.Llama}/converse-stream", ScriptedServer.Says("Hi")))
        {
            await stream.Content.ReadAsByteArrayAsync();
        }

        var calls = await ScriptedServer.Calls(http);

        Assert.Equal([1, 2, 3], calls.Select(call => (int)call!["number"]!));
        Assert.Equal("rules[8]", (string)calls[0]!["rule"]!);
        Assert.Equal("weather", (string)calls[0]!["body"]!["messages"]![0]!["content"]![0]!["text"]!);
        Assert.Equal("ModelErrorException", (string)calls[1]!["error"]!);
        Assert.Equal(("ConverseStream", "ended"), ((string)calls[2]!["operation"]!, (string)calls[2]!["state"]!));
        using var other = fixture.Client("000000000110");
        Assert.Empty(await ScriptedServer.Calls(other));
    }

    [Theory]
    [InlineData("/ganban/nothing", 404)]
    [InlineData("/ganban/calls", 403)]
    public async Task Paths_of_the_servers_own_are_authenticated_and_known(string path, int status)
    {
        using var http = new SignedHttp(fixture.Server.Address) { Secret = status == 403 ? "wrong" : "test" };
        using var response = await http.Get(path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotNull((string?)(await SignedHttp.Json(response))["message"]);
    }

    [Fact]
    public async Task Requests_with_a_body_are_refused_and_so_are_other_methods()
    {
        using var http = fixture.Client("000000000111");
        using var body = await http.Post("/ganban/calls", new { });
        using var put = await http.Send(HttpMethod.Put, "/ganban/calls", null);

        Assert.Equal(HttpStatusCode.BadRequest, body.StatusCode);
        Assert.Contains("It answers GET and DELETE", (string)(await SignedHttp.Json(put))["message"]!, StringComparison.Ordinal);
    }

    private static string Path(string model) => $"/model/{model}/converse";

    private static async Task<HttpStatusCode> Status(SignedHttp http, string text, string? system = null)
    {
        using var response = await http.Post(Path(ScriptedServer.Haiku), ScriptedServer.Says(text, system));
        return response.StatusCode;
    }
}
