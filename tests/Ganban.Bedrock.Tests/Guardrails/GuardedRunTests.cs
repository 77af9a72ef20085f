using System.Text.Json;
using Ganban.Bedrock.Tests.Invocation;

namespace Ganban.Bedrock.Tests.Guardrails;

/// <summary>Conversations under guardrails, over an engine that plays a script.</summary>
public sealed class GuardedRunTests : IAsyncLifetime
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Llama = "meta.llama3-8b-instruct-v1:0";

    private const string Policies = """
        "wordPolicyConfig":{"wordsConfig":[{"text":"falcon"}]},
        "sensitiveInformationPolicyConfig":{"piiEntitiesConfig":[{"type":"EMAIL","action":"ANONYMIZE"}]}
        """;

    private const string Prices = """
        [{"document":{"name":"prices","format":"txt","source":{"text":"Clay costs five coins."},
          "citations":{"enabled":true} } },{"text":"Hi"}]
        """;

    private readonly Runtime _runtime = Runtime.Open();
    private string _id = "";

    public async Task InitializeAsync() => _id = await _runtime.Guardrail(Policies);

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_blocked_prompt_never_reaches_the_engine()
    {
        var answer = await Converse("""[{"text":"About falcon"}]""");

        Assert.Empty(_runtime.Engine.Asked);
        Assert.Equal(("guardrail_intervened", "No input."), (Stop(answer), Text(answer)));
        Assert.Equal(0, answer.GetProperty("usage").GetProperty("totalTokens").GetInt32());
        var trace = answer.GetProperty("trace").GetProperty("guardrail");
        Assert.Equal("Guardrail blocked.", trace.GetProperty("actionReason").GetString());
        Assert.False(trace.TryGetProperty("outputAssessments", out _));
        var word = trace.GetProperty("inputAssessment").GetProperty(_id).GetProperty("wordPolicy").GetProperty("customWords")[0];
        Assert.Equal("BLOCKED", word.GetProperty("action").GetString());
        Assert.DoesNotContain("x-ganban-engine", _runtime.Headers.Keys);
    }

    [Fact]
    public async Task What_is_masked_reaches_neither_the_engine_nor_the_caller()
    {
        _runtime.Engine.Plays(ScriptedChatClient.Piece("It is b@example.com"), ScriptedChatClient.Piece("."), ScriptedChatClient.End(2));
        var answer = await Converse("""[{"text":"I am a@example.com"}]""");

        Assert.Equal("I am {EMAIL}", _runtime.Engine.Last.Messages[^1].Text);
        Assert.Equal(("guardrail_intervened", "It is {EMAIL}."), (Stop(answer), Text(answer)));
        var trace = answer.GetProperty("trace").GetProperty("guardrail");
        Assert.Equal("It is b@example.com.", trace.GetProperty("modelOutput")[0].GetString());
        Assert.Equal("Guardrail masked.\nGuardrail masked.", trace.GetProperty("actionReason").GetString());
    }

    [Fact]
    public async Task Only_what_is_marked_is_guarded_where_anything_is()
    {
        var answer = await Converse(
            """[{"text":"falcon x@example.com "},{"guardContent":{"text":{"text":"y@example.com"}}}]""");

        Assert.Equal("end_turn", Stop(answer));
        Assert.Equal("falcon x@example.com {EMAIL}", _runtime.Engine.Last.Messages[^1].Text);
        var coverage = answer.GetProperty("trace").GetProperty("guardrail").GetProperty("inputAssessment").GetProperty(_id)
            .GetProperty("invocationMetrics").GetProperty("guardrailCoverage").GetProperty("textCharacters");
        Assert.Equal((13, 34), (coverage.GetProperty("guarded").GetInt32(), coverage.GetProperty("total").GetInt32()));
    }

    [Fact]
    public async Task A_tool_call_keeps_its_arguments_and_its_stop_reason()
    {
        _runtime.Engine.Plays(
            ScriptedChatClient.Piece("I write to a@example.com. "),
            ScriptedChatClient.Call("mail", """{"to":"a@example.com"}"""),
            ScriptedChatClient.End(5, Microsoft.Extensions.AI.ChatFinishReason.ToolCalls));
        const string tools = ""","toolConfig":{"tools":[{"toolSpec":{"name":"mail","inputSchema":{"json":{"type":"object"}}}}]}""";
        var answer = await Converse("""[{"text":"Go"}]""", tools);

        Assert.Equal(("tool_use", "I write to {EMAIL}. "), (Stop(answer), Text(answer)));
        var call = answer.GetProperty("output").GetProperty("message").GetProperty("content")[1].GetProperty("toolUse");
        Assert.Equal("a@example.com", call.GetProperty("input").GetProperty("to").GetString());
    }

    [Fact]
    public async Task A_stream_shows_nothing_of_a_sentence_before_it_was_looked_at()
    {
        _runtime.Engine.Plays(
            ScriptedChatClient.Piece("Fine. The fal"),
            ScriptedChatClient.Piece("con "),
            ScriptedChatClient.Piece("flies. More"),
            ScriptedChatClient.End(7));
        var events = await Stream("sync");

        Assert.Equal(["Fine.", "No output."], Deltas(events));
        Assert.Contains("guardrail_intervened", events[^2], StringComparison.Ordinal);
        Assert.Contains("\"outputTokens\":7", events[^1], StringComparison.Ordinal);
        Assert.Contains("\"modelOutput\":[\"Fine. The falcon flies. More\"]", events[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_asynchronous_stream_passes_and_ends_when_something_was_found()
    {
        _runtime.Engine.Plays(
            ScriptedChatClient.Piece("Mail a@example.com. The fal"),
            ScriptedChatClient.Piece("con flies. More"),
            ScriptedChatClient.Piece(" and more"),
            ScriptedChatClient.End(7));
        var events = await Stream("async");

        Assert.Equal(["Mail a@example.com. The fal", "con flies. More", "No output."], Deltas(events));
        Assert.Contains("guardrail_intervened", events[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_asynchronous_stream_ends_when_something_was_found_in_thoughts()
    {
        _runtime.Engine.Plays(
            ScriptedChatClient.Thought("The falcon flies."),
            ScriptedChatClient.Piece("Fine."),
            ScriptedChatClient.End(7));
        var events = await Stream(
            "async",
            more: ""","additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000} }""");

        Assert.Contains("guardrail_intervened", events[^2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BLOCK", "No output.")]
    [InlineData("ANONYMIZE", "{key}.")]
    public async Task What_reaches_over_sentences_is_found_where_they_are_cited(string action, string text)
    {
        _id = await _runtime.Guardrail(Regex(action));
        _runtime.Engine.Plays(
            ScriptedChatClient.Piece("BEGIN of the key. Clay costs five coins. END."), ScriptedChatClient.End(9));

        var answer = await Converse(Prices);
        var events = await Stream("sync", Prices);

        Assert.Equal(("guardrail_intervened", text), (Stop(answer), Text(answer)));
        Assert.Equal([text], Deltas(events));
    }

    [Fact]
    public async Task What_reaches_over_cited_sentences_is_found_in_an_asynchronous_stream_too()
    {
        _id = await _runtime.Guardrail(Regex("BLOCK"));
        _runtime.Engine.Plays(
            ScriptedChatClient.Piece("BEGIN of the key. Clay costs five coins. END."), ScriptedChatClient.End(9));

        var events = await Stream("async", Prices);

        Assert.Contains(events, item => item.Contains("\"citation\"", StringComparison.Ordinal));
        Assert.Contains("guardrail_intervened", events[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blocked_prompt_answers_a_stream_too()
    {
        var events = await Stream("sync", """[{"text":"falcon"}]""");
        Assert.Empty(_runtime.Engine.Asked);
        Assert.Equal(["No input."], Deltas(events));
        Assert.Contains("guardrail_intervened", events[^2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abcdefghijkl", "DRAFT")]
    [InlineData("1", "DRAFT")]
    [InlineData(null, "7")]
    public async Task A_guardrail_that_is_not_there_is_refused(string? id, string version)
    {
        var error = await _runtime.Refused("Converse", Haiku, $$"""
            {"messages":[{"role":"user","content":[{"text":"Hi"}]}],
             "guardrailConfig":{"guardrailIdentifier":"{{id ?? _id}}","guardrailVersion":"{{version}}"} }
            """);
        Assert.Equal(
            (400, "The guardrail identifier or version provided in the request does not exist."),
            (error.Status, error.Message));
    }

    [Fact]
    public async Task A_native_body_is_answered_in_its_format_and_tells_what_the_guardrail_did()
    {
        var blocked = JsonDocument.Parse(await Invoke("falcon", "ENABLED")).RootElement;
        Assert.Empty(_runtime.Engine.Asked);
        Assert.Equal("No input.", blocked.GetProperty("generation").GetString());
        Assert.Equal("INTERVENED", blocked.GetProperty("amazon-bedrock-guardrailAction").GetString());
        Assert.True(blocked.GetProperty("amazon-bedrock-trace").GetProperty("guardrail").GetProperty("input").TryGetProperty(_id, out _));

        var clean = JsonDocument.Parse(await Invoke("Hello", "DISABLED")).RootElement;
        Assert.Equal("NONE", clean.GetProperty("amazon-bedrock-guardrailAction").GetString());
        Assert.False(clean.TryGetProperty("amazon-bedrock-trace", out _));
    }

    [Fact]
    public async Task Tags_say_what_of_a_native_prompt_is_guarded()
    {
        const string prompt = "falcon <amazon-bedrock-guardrails-guardContent_xyz>a@example.com</amazon-bedrock-guardrails-guardContent_xyz>";
        var answer = JsonDocument.Parse(await Invoke(prompt, "DISABLED", """,{"tagSuffix":"xyz"}""")).RootElement;
        Assert.Equal("ok", answer.GetProperty("generation").GetString());
        Assert.Equal("falcon {EMAIL}", _runtime.Engine.Last.Messages[^1].Text);

        var error = await _runtime.Refused(
            "InvokeModel",
            Llama,
            """{"prompt":"x","amazon-bedrock-guardrailConfig":{"tagSuffix":"a b"}}""",
            Headers("DISABLED"));
        Assert.StartsWith("Guardrail was enabled but input is in incorrect format", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_chunk_of_a_native_stream_tells_what_the_guardrail_did()
    {
        _runtime.Engine.Plays(
            ScriptedChatClient.Piece("Hi a@exam"), ScriptedChatClient.Piece("ple.com. Bye"), ScriptedChatClient.End(3));
        var chunks = await _runtime.InvokeStream(Llama, """{"prompt":"Hello"}""", Headers("ENABLED"));

        var text = string.Concat(chunks.Select(chunk => JsonDocument.Parse(chunk).RootElement.GetProperty("generation").GetString()));
        Assert.Equal("Hi {EMAIL}. Bye", text);
        Assert.Single(chunks, chunk => chunk.Contains("guardrailAction", StringComparison.Ordinal));
        Assert.Contains("\"amazon-bedrock-guardrailAction\":\"INTERVENED\"", chunks[^1], StringComparison.Ordinal);
    }

    private (string, string)[] Headers(string trace) =>
    [
        ("X-Amzn-Bedrock-GuardrailIdentifier", _id), ("X-Amzn-Bedrock-GuardrailVersion", "DRAFT"), ("X-Amzn-Bedrock-Trace", trace),
    ];

    private Task<string> Invoke(string prompt, string trace, string config = "") => _runtime.Invoke(
        Llama,
        $$"""{"prompt":"{{prompt}}"{{config.Replace(",{", ",\"amazon-bedrock-guardrailConfig\":{", StringComparison.Ordinal)}}}""",
        Headers(trace));

    private async Task<JsonElement> Converse(string content, string more = "") => JsonDocument.Parse(
        await _runtime.Converse(Haiku, $$"""
            {"messages":[{"role":"user","content":{{content}}}],
             "guardrailConfig":{"guardrailIdentifier":"{{_id}}","guardrailVersion":"DRAFT","trace":"enabled"}{{more}}}
            """)).RootElement;

    private Task<List<string>> Stream(
        string mode, string content = """[{"text":"Hi"}]""", string more = "") => _runtime.ConverseStream(Haiku, $$"""
        {"messages":[{"role":"user","content":{{content}}}],
         "guardrailConfig":{"guardrailIdentifier":"{{_id}}","guardrailVersion":"DRAFT","trace":"enabled",
          "streamProcessingMode":"{{mode}}"}{{more}} }
        """);

    private static string Regex(string action) => $$"""
        "sensitiveInformationPolicyConfig":{"regexesConfig":[
          {"name":"key","pattern":"(?s)BEGIN.*END","action":"{{action}}"}]}
        """;

    private static string? Stop(JsonElement answer) => answer.GetProperty("stopReason").GetString();

    private static string? Text(JsonElement answer) =>
        answer.GetProperty("output").GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString();

    private static IEnumerable<string?> Deltas(List<string> events) => events
        .Select(item => JsonDocument.Parse(item).RootElement)
        .Where(item => item.TryGetProperty("contentBlockDelta", out _))
        .Select(item => item.GetProperty("contentBlockDelta").GetProperty("delta").GetProperty("text").GetString());
}
