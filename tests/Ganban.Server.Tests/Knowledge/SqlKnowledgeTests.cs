using System.Text.Json.Nodes;
using Ganban.Server.Tests.AgentRuntime;
using Ganban.Server.Tests.Clients;
using Ganban.Storage.Tests;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>Questions to a database: queries, rows, answers in words, agents.</summary>
[Collection(SqlKnowledgeCollection.Name)]
public sealed class SqlKnowledgeTests(SqlKnowledgeServer fixture) : IAsyncLifetime
{
    private const string Runtime = "bedrock-agent-runtime";
    private const string Pieces = "SELECT pieces FROM shop.orders WHERE item = 'kettle'";

    public async Task InitializeAsync()
    {
        if (fixture.Engine is null)
        {
            return;
        }

        await fixture.Postgres.Sql(
            "DROP SCHEMA IF EXISTS shop CASCADE",
            "DROP SCHEMA IF EXISTS vault CASCADE",
            "CREATE SCHEMA shop",
            "CREATE TABLE shop.orders (id int, item text, pieces bigint, price numeric(10,2), share float8, sent boolean, note text)",
            "INSERT INTO shop.orders VALUES (1, 'kettle', 7, 24.50, 0.25, true, NULL), (2, 'robot', 1, 9000, 0.75, false, 'fragile')",
            "CREATE TABLE shop.secrets (word text)",
            "COMMENT ON TABLE shop.orders IS 'What was sold'",
            "COMMENT ON COLUMN shop.orders.price IS 'In euros'");
        fixture.Writes("How many kettles?", $"```sql\n{Pieces};\n```");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [NodeFact]
    public async Task A_query_is_written_over_the_tables_that_were_read()
    {
        var (id, source) = await fixture.Create(SqlKnowledgeServer.Body("walk", generation:
            """
            {"executionTimeoutSeconds":20,"generationContext":{
            "tables":[{"name":"postgres.shop.orders","description":"All orders","inclusion":"INCLUDE",
            "columns":[{"name":"item","description":"What it is"},{"name":"note","inclusion":"EXCLUDE"}]}],
            "curatedQueries":[{"naturalLanguage":"How many orders?","sql":"SELECT count(*) FROM shop.orders"}]}}
            """));
        var early = await fixture.Generate(id, "How many kettles?");
        Assert.Equal("ValidationException", early.Error);
        Assert.Contains("StartIngestionJob", early.Message, StringComparison.Ordinal);

        var job = await fixture.Sync(id, source);
        Assert.Equal(("COMPLETE", 2, 2, 0), Counts(job));

        var query = Assert.Single((await fixture.Generate(id, "How many kettles?")).Output["queries"]!.AsArray())!;
        Assert.Equal(("REDSHIFT_SQL", Pieces), ((string)query["type"]!, (string)query["sql"]!));
        var prompt = fixture.Asked[0];
        Assert.Contains("shop.orders: All orders\n- id integer\n- item text: What it is\n", prompt, StringComparison.Ordinal);
        Assert.Contains("- price numeric(10,2): In euros\n", prompt, StringComparison.Ordinal);
        Assert.Contains("How many orders?\n```sql\nSELECT count(*) FROM shop.orders\n", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("- note", prompt, StringComparison.Ordinal);

        await fixture.Postgres.Sql("ALTER TABLE shop.orders ADD COLUMN colour text", "DROP TABLE shop.secrets");
        Assert.Equal(("COMPLETE", 1, 0, 1), Counts(await fixture.Sync(id, source)));
        await fixture.Restart();
        await fixture.Generate(id, "How many kettles?");
        Assert.Contains("- colour text", fixture.Asked[0], StringComparison.Ordinal);

        static (string, int, int, int) Counts(JsonNode job) => (
            (string)job["status"]!,
            (int)job["statistics"]!["numberOfDocumentsScanned"]!,
            (int)job["statistics"]!["numberOfNewDocumentsIndexed"]!,
            (int)job["statistics"]!["numberOfModifiedDocumentsIndexed"]!);
    }

    [NodeFact]
    public async Task Rows_come_with_their_types_and_their_query()
    {
        const string Sql = "SELECT item, pieces, price, share, sent, note FROM shop.orders ORDER BY id";
        fixture.Writes("Everything, please", Sql);
        var id = await fixture.Ready("rows");

        var found = (await fixture.Retrieve(id, "Everything, please")).Output["retrievalResults"]!.AsArray();

        Assert.Equal(2, found.Count);
        Assert.Equal("ROW", (string)found[0]!["content"]!["type"]!);
        Assert.Equal("SQL", (string)found[0]!["location"]!["type"]!);
        Assert.Equal(Sql, (string)found[0]!["location"]!["sqlLocation"]!["query"]!);
        Assert.Equal(
            [
                ("item", "kettle", "STRING"), ("pieces", "7", "LONG"), ("price", "24.50", "STRING"),
                ("share", "0.25", "DOUBLE"), ("sent", "true", "BOOLEAN"), ("note", "", "NULL"),
            ],
            found[0]!["content"]!["row"]!.AsArray().Select(column => (
                (string)column!["columnName"]!, (string)column["columnValue"]!, (string)column["type"]!)));
        var one = await fixture.Retrieve(id, "Everything, please", new { numberOfResults = 1 });
        Assert.Single(one.Output["retrievalResults"]!.AsArray());
        Assert.Null(one.Output["nextToken"]);
    }

    [NodeFact]
    public async Task An_answer_in_words_comes_from_the_rows_and_cites_them()
    {
        fixture.Writes("And what does it cost?", "SELECT price FROM shop.orders WHERE item = 'kettle'");
        var id = await fixture.Ready("words");

        var first = await fixture.Do(Runtime, "RetrieveAndGenerate", Question(id, "How many kettles?"));
        Assert.Equal("The shop has 7 pieces of the kettle.", (string)first["output"]!["text"]!);
        var reference = Assert.Single(Assert.Single(first["citations"]!.AsArray())!["retrievedReferences"]!.AsArray())!;
        Assert.Equal("ROW", (string)reference["content"]!["type"]!);
        Assert.Equal(Pieces, (string)reference["location"]!["sqlLocation"]!["query"]!);

        var next = Question(id, "And what does it cost?");
        next["sessionId"] = (string)first["sessionId"]!;
        var streamed = await fixture.Call(Runtime, "RetrieveAndGenerateStream", next);
        Assert.Equal(
            "The kettle has the price 24.50.",
            string.Concat(streamed.Events.Select(item => (string?)item["output"]?["text"])));
        Assert.Contains(streamed.Events, item => item["citation"] is not null);
        Assert.Contains("How many kettles?", fixture.Asked[1], StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task An_agent_asks_the_database()
    {
        var id = await fixture.Ready("agent");
        var input = InlineAgent.Of().Asking("shop", "ask the shop").With(new
        {
            knowledgeBases = new[] { new { knowledgeBaseId = id, description = "What the shop has sold." } },
        });
        input.Remove("actionGroups");

        var reply = new AgentReply(await fixture.Call(Runtime, "InvokeInlineAgent", input));

        Assert.Equal("There are 7 pieces.", reply.Text);
        var found = reply.Step("orchestration.observation.KNOWLEDGE_BASE")[0]["knowledgeBaseLookupOutput"]!;
        Assert.Equal(Pieces, (string)found["retrievedReferences"]![0]!["location"]!["sqlLocation"]!["query"]!);
    }

    [NodeFact]
    public async Task What_is_said_about_tables_can_be_changed_and_nothing_else()
    {
        var id = await fixture.Ready("changes");
        var said = SqlKnowledgeServer.Body("changes", generation:
            """{"generationContext":{"tables":[{"name":"postgres.shop.orders","description":"Bought by people"}]}}""");
        said["knowledgeBaseId"] = id;
        var changed = await fixture.Do("bedrock-agent", "UpdateKnowledgeBase", said);
        Assert.True(JsonNode.DeepEquals(
            said["knowledgeBaseConfiguration"], changed["knowledgeBase"]!["knowledgeBaseConfiguration"]));
        await fixture.Generate(id, "How many kettles?");
        Assert.Contains("shop.orders: Bought by people", fixture.Asked[0], StringComparison.Ordinal);

        var other = SqlKnowledgeServer.Body("changes", cluster: "gone");
        other["knowledgeBaseId"] = id;
        Assert.Equal("ValidationException", (await fixture.Call("bedrock-agent", "UpdateKnowledgeBase", other)).Error);
    }

    [NodeFact]
    public async Task What_was_read_goes_with_the_data_source()
    {
        var (id, source) = await fixture.Create(SqlKnowledgeServer.Body("goes"));
        await fixture.Sync(id, source);
        await fixture.Do("bedrock-agent", "DeleteDataSource", new { knowledgeBaseId = id, dataSourceId = source });
        await fixture.Connect(id);
        Assert.Contains(
            "StartIngestionJob", (await fixture.Generate(id, "How many kettles?")).Message, StringComparison.Ordinal);
        await fixture.Do("bedrock-agent", "DeleteKnowledgeBase", new { knowledgeBaseId = id });
        Assert.Equal("ResourceNotFoundException", (await fixture.Generate(id, "How many kettles?")).Error);
    }

    private static JsonObject Question(string knowledgeBaseId, string text) => new()
    {
        ["input"] = new JsonObject { ["text"] = text },
        ["retrieveAndGenerateConfiguration"] = new JsonObject
        {
            ["type"] = "KNOWLEDGE_BASE",
            ["knowledgeBaseConfiguration"] = new JsonObject
            {
                ["knowledgeBaseId"] = knowledgeBaseId,
                ["modelArn"] = AgentRuntimeServer.Model,
            },
        },
    };
}
