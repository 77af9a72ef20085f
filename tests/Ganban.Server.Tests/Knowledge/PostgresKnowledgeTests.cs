using System.Text.Json.Nodes;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Processes;
using Ganban.Storage.Tests;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>A knowledge base whose vectors are in PostgreSQL, from the bucket to the answer.</summary>
public sealed class PostgresKnowledgeTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private readonly GanbanServer _server = new();

    public async Task InitializeAsync()
    {
        if (ClientPackages.Missing is null)
        {
            const string store = "GANBAN__VECTORSTORES__0__";
            _server.Environment[store + "ARN"] = "arn:aws:rds:*:*:cluster:documents";
            _server.Environment[store + "CONNECTION"] = postgres.Connection;
            _server.Environment[store + "PASSWORDVARIABLE"] = "DOCUMENTS_PASSWORD";
            _server.Environment[store + "CONNECTIONSMAX"] = "2";
            _server.Environment["GANBAN__VECTORSTORES__1__ARN"] = "arn:aws:aoss:*:collection/mapped";
            _server.Environment["GANBAN__VECTORSTORES__1__KIND"] = "opensearch";
            _server.Environment["GANBAN__VECTORSTORES__1__ENDPOINT"] = "http://127.0.0.1:1";
            _server.Environment["DOCUMENTS_PASSWORD"] = "secret-word";
            await _server.InitializeAsync();
        }
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
    }

    [NodeFact]
    public async Task A_knowledge_base_lives_in_the_users_own_table()
    {
        await postgres.Sql("CREATE TABLE passages (id uuid PRIMARY KEY, embedding vector(256), chunks text, metadata json)");
        using var http = new SignedHttp(_server.Address);
        var calls = new KnowledgeCalls(http);
        using var bucket = await new TestBucket(_server.Address, "documents-bucket").Create();
        await bucket.Put("robot.txt", "はにわロボットの製造には免許が必要です。");
        await bucket.Put("kettle.txt", "The Orchard Kettle weighs 2.4 kg.");
        var id = await calls.Create(KnowledgeBase("passages"));
        var source = await calls.Connect(id, "documents-bucket");

        Assert.Equal("COMPLETE", (string)(await calls.Sync(id, source))["status"]!);

        Assert.StartsWith("はにわ", (await calls.Find(id, "免許は要りますか"))[0], StringComparison.Ordinal);
        Assert.StartsWith("The Orchard", (await calls.Find(id, "How heavy is the kettle?"))[0], StringComparison.Ordinal);
        Assert.Equal(2L, await postgres.Sql("SELECT count(*) FROM passages"));

        await bucket.DeleteObject("robot.txt");
        await calls.Sync(id, source);
        Assert.Equal("The Orchard Kettle weighs 2.4 kg.", Assert.Single(await calls.Find(id, "免許")));

        await postgres.Sql("ALTER TABLE passages RENAME TO elsewhere");
        await bucket.Put("new.txt", "A new document.");
        var failed = await calls.Sync(id, source);
        Assert.Equal("FAILED", (string)failed["status"]!);
        Assert.Contains("passages", (string)failed["failureReasons"]![0]!, StringComparison.Ordinal);
        var query = new JsonObject { ["retrievalQuery"] = new JsonObject { ["text"] = "kettle" } };
        var (status, message) = await calls.Refused(HttpMethod.Post, $"/knowledgebases/{id}/retrieve", query);
        Assert.Equal(424, status);
        Assert.Contains("passages", message, StringComparison.Ordinal);
        using (var refused = await http.Send(HttpMethod.Delete, $"/knowledgebases/{id}", ""))
        {
            Assert.Equal(409, (int)refused.StatusCode);
        }

        await postgres.Sql("ALTER TABLE elsewhere RENAME TO passages");
        using var deleted = await http.Send(HttpMethod.Delete, $"/knowledgebases/{id}", "");
        Assert.Equal(202, (int)deleted.StatusCode);
        Assert.Equal(0L, await postgres.Sql("SELECT count(*) FROM passages"));
        Assert.DoesNotContain("secret-word", _server.Output, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task A_table_that_does_not_fit_is_refused_with_the_reason()
    {
        await postgres.Sql("CREATE TABLE short (id uuid PRIMARY KEY, embedding vector(3), chunks text, metadata json)");
        using var http = new SignedHttp(_server.Address);
        var calls = new KnowledgeCalls(http);
        foreach (var (body, part) in new[]
        {
            (KnowledgeBase("short"), "256"),
            (KnowledgeBase("absent"), "absent"),
            (KnowledgeBase("short", cluster: "other"), "Ganban:VectorStores"),
            (KnowledgeBase("short", text: "id"), "fieldMapping"),
        })
        {
            var (status, message) = await calls.Refused(HttpMethod.Put, "/knowledgebases/", body);
            Assert.Equal(400, status);
            Assert.Contains(part, message, StringComparison.Ordinal);
        }
    }

    [NodeFact]
    public async Task A_collection_is_the_servers_own_store_unless_the_settings_know_it()
    {
        using var http = new SignedHttp(_server.Address);
        var calls = new KnowledgeCalls(http);
        var (status, message) = await calls.Refused(HttpMethod.Put, "/knowledgebases/", Collection("mapped"));
        Assert.Equal(400, status);
        Assert.Contains("OpenSearch at 127.0.0.1", message, StringComparison.Ordinal);
        Assert.Empty(await calls.Find(await calls.Create(Collection("unmapped")), "anything"));
    }

    [NodeFact]
    public async Task A_store_belongs_to_the_account_and_the_region_of_its_name()
    {
        using var other = new SignedHttp(_server.Address) { AccessKey = "111111111111" };
        foreach (var body in new[] { Collection("mapped"), KnowledgeBase("passages") })
        {
            var (status, message) = await new KnowledgeCalls(other).Refused(HttpMethod.Put, "/knowledgebases/", body);
            Assert.Equal(400, status);
            Assert.Contains("another account", message, StringComparison.Ordinal);
        }
    }

    private static JsonObject Collection(string name)
    {
        var body = KnowledgeCalls.KnowledgeBase("collection-" + name);
        body["storageConfiguration"] = JsonNode.Parse(
            $$$"""
            {"type":"OPENSEARCH_SERVERLESS","opensearchServerlessConfiguration":{"vectorIndexName":"passages",
            "collectionArn":"arn:aws:aoss:us-east-1:000000000000:collection/{{{name}}}",
            "fieldMapping":{"vectorField":"vector","textField":"text","metadataField":"metadata"} } }
            """);
        return body;
    }

    private static JsonObject KnowledgeBase(string table, string cluster = "documents", string text = "chunks")
    {
        var body = KnowledgeCalls.KnowledgeBase("in-" + table);
        body["storageConfiguration"] = JsonNode.Parse(
            $$$"""
            {"type":"RDS","rdsConfiguration":{"resourceArn":"arn:aws:rds:us-east-1:000000000000:cluster:{{{cluster}}}",
            "credentialsSecretArn":"arn:aws:secretsmanager:us-east-1:000000000000:secret:abc-123456",
            "databaseName":"postgres","tableName":"{{{table}}}","fieldMapping":{"primaryKeyField":"id",
            "vectorField":"embedding","textField":"{{{text}}}","metadataField":"metadata"} } }
            """);
        return body;
    }
}
