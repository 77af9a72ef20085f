using System.Text.Json.Nodes;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>What knowledge bases refuse, whose they are, and how documents are taken apart.</summary>
[Collection(ClientTests.Name)]
public sealed class KnowledgeBaseTests(ClientServer clients) : IDisposable
{
    private readonly SignedHttp _http = new(clients.Server.Address);

    private KnowledgeCalls Calls => new(_http);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task What_is_not_there_says_its_name_and_what_is_wrong_names_its_field()
    {
        var body = KnowledgeCalls.KnowledgeBase("refused");
        var rds = body.DeepClone().AsObject();
        rds["storageConfiguration"] = JsonNode.Parse("""
            {"type":"RDS","rdsConfiguration":{"resourceArn":"arn:aws:rds:us-east-1:000000000000:cluster:c","databaseName":"d",
            "credentialsSecretArn":"arn:aws:secretsmanager:us-east-1:000000000000:secret:abc-123456","tableName":"t",
            "fieldMapping":{"primaryKeyField":"a","vectorField":"b","textField":"c","metadataField":"d"}}}
            """);
        var (unmapped, why) = await Calls.Refused(HttpMethod.Put, "/knowledgebases/", rds);
        Assert.Equal(400, unmapped);
        Assert.Contains("Ganban:VectorStores", why, StringComparison.Ordinal);

        var pinecone = body.DeepClone().AsObject();
        pinecone["storageConfiguration"] = JsonNode.Parse("""
            {"type":"PINECONE","pineconeConfiguration":{"connectionString":"https://a","credentialsSecretArn":
            "arn:aws:secretsmanager:us-east-1:000000000000:secret:abc-123456","fieldMapping":{"textField":"c","metadataField":"d"}}}
            """);
        var (status, message) = await Calls.Refused(HttpMethod.Put, "/knowledgebases/", pinecone);
        Assert.Equal(400, status);
        Assert.Contains("PINECONE", message, StringComparison.Ordinal);

        var odd = body.DeepClone().AsObject();
        odd["knowledgeBaseConfiguration"]!["vectorKnowledgeBaseConfiguration"]!["embeddingModelConfiguration"]!
            ["bedrockEmbeddingModelConfiguration"]!["dimensions"] = 300;
        (status, message) = await Calls.Refused(HttpMethod.Put, "/knowledgebases/", odd);
        Assert.Equal(400, status);
        Assert.Contains("256, 512, 1024", message, StringComparison.Ordinal);

        var id = await Calls.Create(body);
        (status, _) = await Calls.Refused(HttpMethod.Put, "/knowledgebases/", body);
        Assert.Equal(409, status);
        var web = JsonNode.Parse("""{"name":"w","dataSourceConfiguration":{"type":"WEB"}}""")!.AsObject();
        Assert.Equal(400, (await Calls.Refused(HttpMethod.Put, $"/knowledgebases/{id}/datasources/", web)).Status);
        var confluence = JsonNode.Parse("""{"name":"w","dataSourceConfiguration":{"type":"CONFLUENCE"}}""")!.AsObject();
        Assert.Equal(400, (await Calls.Refused(HttpMethod.Put, $"/knowledgebases/{id}/datasources/", confluence)).Status);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://localhost:1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    public async Task A_crawl_never_reaches_inside_the_network(string seed)
    {
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("inside-" + Guid.NewGuid().ToString("N")[..8]));
        var made = await Calls.Send(
            HttpMethod.Put,
            $"/knowledgebases/{id}/datasources/",
            KnowledgeSourceTests.WebSource("inside", new Uri(seed), "{}"));

        var job = await Calls.Sync(id, (string)made["dataSource"]!["dataSourceId"]!);

        Assert.Equal("FAILED", (string)job["status"]!);
        Assert.Contains(
            job["failureReasons"]!.AsArray(),
            reason => ((string)reason!).Contains("not on the public internet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_account_has_no_part_in_a_knowledge_base()
    {
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("mine"));
        using var stranger = new SignedHttp(clients.Server.Address) { AccessKey = "000000000777" };
        using var seen = await stranger.Get($"/knowledgebases/{id}");
        Assert.Equal(404, (int)seen.StatusCode);
        var query = new JsonObject { ["retrievalQuery"] = new JsonObject { ["text"] = "x" } };
        Assert.Equal(
            404,
            (await new KnowledgeCalls(stranger).Refused(HttpMethod.Post, $"/knowledgebases/{id}/retrieve", query)).Status);
    }

    [Theory]
    [InlineData("""{"chunkingStrategy":"NONE"}""", 1)]
    [InlineData("""{"chunkingStrategy":"FIXED_SIZE","fixedSizeChunkingConfiguration":{"maxTokens":20,"overlapPercentage":10}}""", 5)]
    [InlineData(
        """
        {"chunkingStrategy":"HIERARCHICAL","hierarchicalChunkingConfiguration":{"overlapTokens":5,
        "levelConfigurations":[{"maxTokens":40},{"maxTokens":20}]}}
        """,
        3)]
    [InlineData(
        """
        {"chunkingStrategy":"SEMANTIC","semanticChunkingConfiguration":{"maxTokens":60,"bufferSize":0,"breakpointPercentileThreshold":50}}
        """,
        3)]
    public async Task Documents_are_taken_apart_as_the_data_source_says(string chunking, int passagesMin)
    {
        var name = "chunks-" + Guid.NewGuid().ToString("N")[..8];
        using var bucket = await new TestBucket(clients.Server.Address, name).Create();
        var sentences = Enumerable.Range(1, 10).Select(i => $"Sentence number {i} tells of the kettle and the river.");
        await bucket.Put("a.txt", string.Join(' ', sentences));
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase(name));
        var source = await Calls.Connect(id, name, JsonNode.Parse(chunking)!.AsObject());

        var job = await Calls.Sync(id, source);

        Assert.Equal(("COMPLETE", 1), ((string)job["status"]!, (int)job["statistics"]!["numberOfNewDocumentsIndexed"]!));
        var found = await Calls.Find(id, "Sentence number 7");
        Assert.InRange(found.Count, passagesMin, 10);
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.All(Enumerable.Range(1, 10), i => Assert.Contains(found, text => text.Contains($"number {i} ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_fails_the_job_and_what_was_indexed_stays()
    {
        using var bucket = await new TestBucket(clients.Server.Address, "vanishing-bucket").Create();
        await bucket.Put("a.txt", "The kettle stays.");
        await bucket.Put("broken.docx", "This is no document of Word.");
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("vanishing"));
        var source = await Calls.Connect(id, "vanishing-bucket");
        var first = await Calls.Sync(id, source);
        Assert.Equal("COMPLETE", (string)first["status"]!);
        Assert.Contains("broken.docx", (string)first["failureReasons"]![0]!, StringComparison.Ordinal);

        await bucket.DeleteObject("a.txt");
        await bucket.DeleteObject("broken.docx");
        await bucket.Delete();
        var second = await Calls.Sync(id, source);

        Assert.Equal("FAILED", (string)second["status"]!);
        Assert.Contains("vanishing-bucket", (string)second["failureReasons"]![0]!, StringComparison.Ordinal);
        Assert.Equal(["The kettle stays."], await Calls.Find(id, "kettle"));
    }
}
