using System.Text.Json.Nodes;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Models;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>A server with a knowledge base about a kettle, whose models are answered by a script.</summary>
public sealed class KnowledgeAnswerServer : IAsyncLifetime
{
    private const string Script = """
        {
          "rules": [
            { "when": { "system": "for each thing", "user": "colour" },
              "reply": { "text": "1. \"weight of the Orchard Kettle\"\n2. colour of the lighthouse\n3. price of bitcoin in Tokyo" } },
            { "when": { "system": "search query", "user": "heavy" }, "reply": { "text": "Orchard Kettle weight" } },
            { "when": { "system": "Queries for: How heavy", "user": "heavy" },
              "reply": { "text": "<query>colour of the lighthouse</query>" } },
            { "when": { "system": "conditions", "user": "from 2021" },
              "reply": { "text": "{\"conditions\":[{\"key\":\"year\",\"operator\":\"equals\",\"value\":2021},{\"key\":\"year\",\"operator\":\"equals\",\"value\":1999},{\"key\":\"never\",\"operator\":\"equals\",\"value\":2021}]}" } },
            { "when": { "system": "conditions" }, "reply": { "text": "There are none." } },
            { "when": { "user": "Say the word" }, "reply": { "text": "The kettle weighs 2.4 kg. It is a zonkword." } },
            { "when": { "user": "{NAME}" }, "reply": { "text": "I see no name." } },
            { "when": { "systemMatches": "(?s)2\\.4 kg.*green|green.*2\\.4 kg" }, "reply": { "text": "It weighs 2.4 kg. It is green." } },
            { "when": { "system": "green" }, "reply": { "text": "It is green." } },
            { "when": { "system": "2.4 kg" }, "reply": { "text": "It weighs 2.4 kg." } },
            { "when": { "system": "search results" }, "reply": { "text": "I could not find it." } }
          ]
        }
        """;

    public GanbanServer Server { get; } = new();

    public string KnowledgeBase { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var path = Path.Combine(Server.Data, "script.json");
        await File.WriteAllTextAsync(path, Script);
        Server.Environment["GANBAN__ENGINES__PLAY__KIND"] = "scripted";
        Server.Environment["GANBAN__ENGINES__PLAY__SCRIPT"] = path;
        Server.Environment["GANBAN__BINDINGS__0__PATTERN"] = "anthropic.*";
        Server.Environment["GANBAN__BINDINGS__0__ENGINE"] = "play";
        await Server.InitializeAsync();
        using var http = new SignedHttp(Server.Address);
        using var bucket = await new TestBucket(Server.Address, "answers").Create();
        await bucket.Put("kettle.txt", "The Orchard Kettle has a weight of 2.4 kg.");
        await bucket.Put("kettle.txt.metadata.json", """{"metadataAttributes":{"year":2021}}""");
        await bucket.Put("lighthouse.txt", "The colour of the lighthouse is green.");
        foreach (var name in new[] { "door", "anvil", "stone", "book", "gate" })
        {
            await bucket.Put(name + ".txt", $"How heavy is it, the {name}? How heavy is it in colour?");
        }

        var calls = new KnowledgeCalls(http);
        KnowledgeBase = await calls.Create(KnowledgeCalls.KnowledgeBase("answers"));
        var job = await calls.Sync(KnowledgeBase, await calls.Connect(KnowledgeBase, "answers"));
        Assert.Equal(7, (int)job["statistics"]!["numberOfNewDocumentsIndexed"]!);
    }

    public Task DisposeAsync() => Server.DisposeAsync();
}

/// <summary>What is searched for a question, and what guardrails do to question and answer.</summary>
public sealed class KnowledgeAnswerTests(KnowledgeAnswerServer fixture)
    : IClassFixture<KnowledgeAnswerServer>, IDisposable
{
    private readonly SignedHttp _http = new(fixture.Server.Address);

    private KnowledgeCalls Calls => new(_http);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_question_that_refers_to_those_before_is_searched_by_what_it_means()
    {
        var alone = await Ask("How heavy is it?");
        Assert.Equal("I could not find it.", Text(alone));

        var first = await Ask("Tell me about the Orchard Kettle.");
        var second = await Ask("How heavy is it?", session: (string)first["sessionId"]!);

        Assert.Equal("It weighs 2.4 kg.", Text(second));
    }

    [Fact]
    public async Task The_requests_own_template_asks_for_what_is_searched()
    {
        var first = await Ask("What colour is the lighthouse?");

        var second = await Ask("How heavy is it?", session: (string)first["sessionId"]!, orchestration: JsonNode.Parse(
            """
            {"promptTemplate":{"textPromptTemplate":"Queries for: $query$ $output_format_instructions$ $conversation_history$"}}
            """));

        Assert.Equal("It is green.", Text(second));
    }

    [Fact]
    public async Task A_question_for_two_things_is_searched_by_each_and_what_nobody_asked_for_is_dropped()
    {
        const string Question = "How heavy is it, the Orchard Kettle, its weight, and what colour is the lighthouse?";
        var answer = await Ask(Question, count: 3, orchestration: JsonNode.Parse(
            """{"queryTransformationConfiguration":{"type":"QUERY_DECOMPOSITION"}}"""));

        Assert.Equal("It weighs 2.4 kg. It is green.", Text(answer));
    }

    [Fact]
    public async Task A_condition_that_the_question_states_filters_and_one_that_it_does_not_is_dropped()
    {
        Assert.Equal(["The Orchard Kettle has a weight of 2.4 kg."], await Implied("What is from 2021?"));
        Assert.Equal(7, (await Implied("What is heavy?")).Count);
    }

    [Fact]
    public async Task A_guardrail_looks_at_the_question_before_anything_is_searched()
    {
        var (id, _) = await Guardrail("question");

        var answer = await Ask("Where is the zonkword?", guardrail: id);
        Assert.Equal(("No.", "INTERVENED"), (Text(answer), (string)answer["guardrailAction"]!));
        Assert.Empty(answer["citations"]!.AsArray());
        var next = await Ask(
            "Tell me about the Orchard Kettle.", count: 1, session: (string)answer["sessionId"]!, guardrail: id);
        Assert.Equal(("It weighs 2.4 kg.", "NONE"), (Text(next), (string)next["guardrailAction"]!));
        Assert.NotEmpty(next["citations"]![0]!["retrievedReferences"]!.AsArray());

        var retrieved = await Retrieve("the zonkword of the kettle", id);
        Assert.Equal("INTERVENED", (string)retrieved["guardrailAction"]!);
        Assert.Empty(retrieved["retrievalResults"]!.AsArray());
        var passed = await Retrieve("kettle", id);
        Assert.Equal("NONE", (string)passed["guardrailAction"]!);
        Assert.NotEmpty(passed["retrievalResults"]!.AsArray());
    }

    [Fact]
    public async Task A_guardrail_looks_at_the_answer_and_masks_what_it_masks()
    {
        var (id, _) = await Guardrail("answer");

        var blocked = await Ask("Say the word of the kettle.", guardrail: id);
        Assert.Equal(("Not that.", "INTERVENED"), (Text(blocked), (string)blocked["guardrailAction"]!));
        Assert.Empty(blocked["citations"]!.AsArray());

        var masked = await Ask("Does NAME-77 own the kettle?", guardrail: id);
        Assert.Equal(("I see no name.", "INTERVENED"), (Text(masked), (string)masked["guardrailAction"]!));

        var free = await Ask("Say the word of the kettle.");
        Assert.EndsWith("zonkword.", Text(free), StringComparison.Ordinal);
        Assert.Null(free["guardrailAction"]);
    }

    [Fact]
    public async Task A_stream_tells_at_its_end_whether_the_guardrail_intervened()
    {
        var (id, _) = await Guardrail("stream");
        foreach (var (question, text, action) in new[]
        {
            ("Where is the zonkword?", "No.", "INTERVENED"),
            ("Say the word of the kettle.", "Not that.", "INTERVENED"),
            ("Tell me about the Orchard Kettle.", "It weighs 2.4 kg.", "NONE"),
        })
        {
            using var response = await _http.Send(
                HttpMethod.Post, "/retrieveAndGenerateStream", Body(question, count: 1, guardrail: id).ToJsonString());
            var events = await response.Events().ToListAsync();

            Assert.EndsWith(
                text,
                string.Concat(events.Where(item => item.Name == "output").Select(item => (string)item.Body["text"]!)),
                StringComparison.Ordinal);
            Assert.Equal(("guardrail", action), (events[^1].Name, (string)events[^1].Body["action"]!));
        }
    }

    [Fact]
    public async Task A_guardrail_that_is_not_there_is_refused()
    {
        var (status, message) = await Calls.Refused(
            HttpMethod.Post, "/retrieveAndGenerate", Body("What?", guardrail: "abcdefghijkl"));
        Assert.Equal(400, status);
        Assert.Contains("guardrail", message, StringComparison.OrdinalIgnoreCase);
    }

    private static string Text(JsonNode answer) => (string)answer["output"]!["text"]!;

    private Task<JsonNode> Ask(
        string question,
        int count = 2,
        string? session = null,
        JsonNode? orchestration = null,
        string? guardrail = null) =>
        Calls.Send(HttpMethod.Post, "/retrieveAndGenerate", Body(question, count, session, orchestration, guardrail));

    private JsonObject Body(
        string question,
        int count = 2,
        string? session = null,
        JsonNode? orchestration = null,
        string? guardrail = null)
    {
        var configuration = new JsonObject
        {
            ["knowledgeBaseId"] = fixture.KnowledgeBase,
            ["modelArn"] = "anthropic.claude-3-haiku-20240307-v1:0",
            ["retrievalConfiguration"] = new JsonObject
            {
                ["vectorSearchConfiguration"] = new JsonObject { ["numberOfResults"] = count },
            },
        };
        if (orchestration is not null)
        {
            configuration["orchestrationConfiguration"] = orchestration;
        }

        if (guardrail is not null)
        {
            configuration["generationConfiguration"] = new JsonObject { ["guardrailConfiguration"] = Named(guardrail) };
        }

        var body = new JsonObject
        {
            ["input"] = new JsonObject { ["text"] = question },
            ["retrieveAndGenerateConfiguration"] = new JsonObject
            {
                ["type"] = "KNOWLEDGE_BASE",
                ["knowledgeBaseConfiguration"] = configuration,
            },
        };
        if (session is not null)
        {
            body["sessionId"] = session;
        }

        return body;
    }

    private Task<JsonNode> Retrieve(string text, string guardrail) => Calls.Send(
        HttpMethod.Post,
        $"/knowledgebases/{fixture.KnowledgeBase}/retrieve",
        new JsonObject
        {
            ["retrievalQuery"] = new JsonObject { ["text"] = text },
            ["guardrailConfiguration"] = Named(guardrail),
        });

    private async Task<IReadOnlyList<string>> Implied(string question)
    {
        var found = await Calls.Send(
            HttpMethod.Post,
            $"/knowledgebases/{fixture.KnowledgeBase}/retrieve",
            new JsonObject
            {
                ["retrievalQuery"] = new JsonObject { ["text"] = question },
                ["retrievalConfiguration"] = JsonNode.Parse("""
                    {"vectorSearchConfiguration":{"numberOfResults":50,"implicitFilterConfiguration":{
                    "modelArn":"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
                    "metadataAttributes":[{"key":"year","type":"NUMBER","description":"When it was made"}]}}}
                    """),
            });
        return [.. found["retrievalResults"]!.AsArray().Select(result => (string)result!["content"]!["text"]!)];
    }

    private static JsonObject Named(string guardrail) =>
        new() { ["guardrailId"] = guardrail, ["guardrailVersion"] = "DRAFT" };

    private async Task<(string Id, string Arn)> Guardrail(string name)
    {
        var made = await Calls.Send(HttpMethod.Post, "/guardrails", JsonNode.Parse($$$"""
            {"name":"{{{name}}}","blockedInputMessaging":"No.","blockedOutputsMessaging":"Not that.",
            "wordPolicyConfig":{"wordsConfig":[{"text":"zonkword"}]},
            "sensitiveInformationPolicyConfig":{"regexesConfig":[{"name":"NAME","pattern":"NAME-[0-9]+","action":"ANONYMIZE"}]}}
            """)!.AsObject());
        return ((string)made["guardrailId"]!, (string)made["guardrailArn"]!);
    }
}
