using System.Text.Json.Nodes;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>What documents of other sources and forms become.</summary>
public sealed class KnowledgeSourceTests(KnowledgeSourceServer fixture)
    : IClassFixture<KnowledgeSourceServer>, IDisposable
{
    private readonly SignedHttp _http = new(fixture.Server.Address);

    private KnowledgeCalls Calls => new(_http);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_crawl_follows_links_within_its_scope_and_leaves_out_what_it_may_not_visit()
    {
        fixture.Answer("/robots.txt", "User-agent: *\nDisallow: /shop/secret\n");
        fixture.Page("/shop/", """
            <title>Shop</title><p>The kettle shop.</p><a href="kettle">k</a> <a href="/shop/moved">m</a> <a href="secret">s</a>
            <a href="/blog/x">b</a> <a href="gone#x">g</a> <a href="list.pdf">p</a> <a href="https://elsewhere.invalid/">e</a>
            """);
        fixture.Page("/shop/kettle", "<p>The Orchard Kettle weighs 2.4 kg.</p><a href='/shop/'>back</a>");
        fixture.Page("/shop/secret", "<p>A secret kettle.</p>");
        fixture.Page("/blog/x", "<p>A kettle in a blog.</p>");
        fixture.Answer("/shop/list.pdf", "never read");
        fixture.Answer("/shop/moved", "", status: 302, location: "/shop/notes");
        fixture.Answer("/shop/notes", "Notes of the kettle.");
        var (id, source) = await Crawl("crawl", "/shop/", """{"exclusionFilters":["\\.pdf$"]}""");

        var job = await Calls.Sync(id, source);

        Assert.Equal(("COMPLETE", 3, 0), Counts(job));
        var found = await Calls.Send(
            HttpMethod.Post,
            $"/knowledgebases/{id}/retrieve",
            new JsonObject { ["retrievalQuery"] = new JsonObject { ["text"] = "How heavy is the Orchard Kettle?" } });
        var first = found["retrievalResults"]![0]!;
        var address = new Uri(fixture.Site.Address, "/shop/kettle").ToString();
        Assert.Equal(("WEB", address), ((string)first["location"]!["type"]!, (string)first["location"]!["webLocation"]!["url"]!));
        Assert.Equal(address, (string)first["metadata"]!["x-amz-bedrock-kb-source-uri"]!);
        var texts = found["retrievalResults"]!.AsArray().Select(item => (string)item!["content"]!["text"]!).ToList();
        Assert.Contains("Notes of the kettle.", texts);
        Assert.DoesNotContain(texts, text => text.Contains("secret", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, text => text.Contains("blog", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_crawl_indexes_what_has_changed_and_removes_what_has_gone()
    {
        fixture.Page("/news/", "<p>News.</p><a href='a'>a</a> <a href='b'>b</a>");
        fixture.Page("/news/a", "<p>The first news.</p>");
        fixture.Page("/news/b", "<p>The second news.</p>");
        var (id, source) = await Crawl("news", "/news/", "{}");
        Assert.Equal(("COMPLETE", 3, 0), Counts(await Calls.Sync(id, source)));

        fixture.Page("/news/a", "<p>The first news, corrected.</p>");
        fixture.Answer("/news/b", "", status: 500);
        var broken = await Calls.Sync(id, source);
        Assert.Equal((1, 1, 0), Changes(broken));
        Assert.Contains("The second news.", await Calls.Find(id, "news"));

        fixture.Answer("/news/b", "", status: 410);
        var gone = await Calls.Sync(id, source);
        Assert.Equal((0, 0, 1), Changes(gone));
        Assert.Equal(["News.\na b", "The first news, corrected."], (await Calls.Find(id, "news")).Order());
    }

    [Fact]
    public async Task A_crawl_ends_at_its_limit_of_pages()
    {
        for (var i = 0; i < 6; i++)
        {
            fixture.Page($"/many/{i}", $"<p>Page number {i}.</p><a href='/many/{i + 1}'>next</a>");
        }

        var (id, source) = await Crawl("many", "/many/0", """{"scope":"HOST_ONLY","crawlerLimits":{"maxPages":3}}""");

        Assert.Equal(("COMPLETE", 3, 0), Counts(await Calls.Sync(id, source)));
    }

    [Fact]
    public async Task Records_of_a_csv_file_are_found_one_by_one_and_filtered_by_their_columns()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "records").Create();
        await bucket.Put("films.csv", "id,year,story,shop\n1,1999,\"A kettle, alone.\",Osaka\n2,2021,A kettle in space.,Tokyo\n3,,,\n");
        await bucket.Put("films.csv.metadata.json", """
            {"metadataAttributes":{"kind":"film"},"documentStructureConfiguration":{"type":"RECORD_BASED_STRUCTURE_METADATA",
            "recordBasedStructureMetadata":{"contentFields":[{"fieldName":"story"}],
            "metadataFieldsSpecification":{"fieldsToExclude":[{"fieldName":"id"}]}}}}
            """);
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("records"));
        Assert.Equal(("COMPLETE", 1, 0), Counts(await Calls.Sync(id, await Calls.Connect(id, "records"))));

        var found = await Filtered(id, """{"greaterThan":{"key":"year","value":2000}}""");

        var only = Assert.Single(found)!;
        Assert.Equal("A kettle in space.", (string)only["content"]!["text"]!);
        Assert.Equal(("film", "Tokyo"), ((string)only["metadata"]!["kind"]!, (string)only["metadata"]!["shop"]!));
        Assert.Null(only["metadata"]!["id"]);
        Assert.Equal(2, (await Filtered(id, """{"equals":{"key":"kind","value":"film"}}""")).Count);
    }

    [Fact]
    public async Task A_metadata_file_that_can_not_be_read_fails_its_document_alone()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "unreadable").Create();
        foreach (var name in new[] { "cut.txt", "good.txt", "old.txt" })
        {
            await bucket.Put(name, $"The kettle of {name}");
        }

        await bucket.Put("cut.txt.metadata.json", """{"metadataAttributes":{"title":"half \ud83d"}}""");

        // 著者 in Shift_JIS.
        await bucket.PutBytes(
            "old.txt.metadata.json",
            [.. "{\"metadataAttributes\":{\""u8, 0x92, 0x98, 0x8E, 0xD2, .. "\":\"x\"}}"u8]);
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("unreadable"));

        var job = await Calls.Sync(id, await Calls.Connect(id, "unreadable"));

        Assert.Equal(("COMPLETE", 1, 2), Counts(job));
        var reasons = job["failureReasons"]!.AsArray().Select(reason => (string)reason!).ToList();
        Assert.All(
            new[] { "s3://unreadable/cut.txt", "s3://unreadable/old.txt" },
            name => Assert.Contains(reasons, reason => reason.Contains(name, StringComparison.Ordinal)));
        Assert.All(reasons, reason => Assert.Contains("no JSON in UTF-8", reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_of_attributes_alone_embeds_nothing_again()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "attributes").Create();
        await bucket.Put("a.txt", "The kettle.");
        await bucket.Put("a.txt.metadata.json", """{"metadataAttributes":{"year":1}}""");
        var body = KnowledgeCalls.KnowledgeBase("attributes");
        body["knowledgeBaseConfiguration"]!["vectorKnowledgeBaseConfiguration"] = new JsonObject
        {
            ["embeddingModelArn"] = "arn:aws:bedrock:us-east-1::foundation-model/cohere.embed-english-v3",
        };
        var id = await Calls.Create(body);
        var source = await Calls.Connect(id, "attributes");
        Assert.Equal(("COMPLETE", 1, 0), Counts(await Calls.Sync(id, source)));
        var before = Embedded();

        await bucket.Put("a.txt.metadata.json", """{"metadataAttributes":{"year":2}}""");
        var job = await Calls.Sync(id, source);

        Assert.Equal(1, (int)job["statistics"]!["numberOfMetadataDocumentsModified"]!);
        Assert.Equal(before, Embedded());
        Assert.Single(await Filtered(id, """{"equals":{"key":"year","value":2}}"""));
        Assert.Empty(await Filtered(id, """{"equals":{"key":"year","value":1}}"""));

        await bucket.Put("a.txt.metadata.json", """
            {"metadataAttributes":{"year":{"value":{"type":"NUMBER","numberValue":2},"includeForEmbedding":true}}}
            """);
        var queries = Embedded();
        await Calls.Sync(id, source);
        Assert.True(Embedded() > queries);
    }

    [Fact]
    public async Task A_picture_is_read_by_the_parsing_model_and_refused_without_one()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "pictures").Create();
        await bucket.PutBytes("poster.png", await File.ReadAllBytesAsync("images/rgb8.png"));
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("pictures"));
        var plain = await Calls.Sync(id, await Calls.Connect(id, "pictures"));
        Assert.Contains("only a model can read it", (string)plain["failureReasons"]![0]!, StringComparison.Ordinal);

        var body = JsonNode.Parse("""
            {"name":"read","dataSourceConfiguration":{"type":"S3","s3Configuration":{"bucketArn":"arn:aws:s3:::pictures"}},
            "vectorIngestionConfiguration":{"parsingConfiguration":{"parsingStrategy":"BEDROCK_FOUNDATION_MODEL",
            "bedrockFoundationModelConfiguration":{"modelArn":
            "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"}}}}
            """)!.AsObject();
        var made = await Calls.Send(HttpMethod.Put, $"/knowledgebases/{id}/datasources/", body);
        var job = await Calls.Sync(id, (string)made["dataSource"]!["dataSourceId"]!);

        Assert.Equal(("COMPLETE", 1, 0), Counts(job));
        Assert.Contains("The zeppelin leaves at noon.", (await Calls.Find(id, "zeppelin"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_are_found_whatever_their_width()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "widths").Create();
        await bucket.Put("a.txt", "ﾆｭｰﾛﾁｯﾌﾟの在庫");
        await bucket.Put("b.txt", "粘土の在庫");
        var body = KnowledgeCalls.KnowledgeBase("widths");
        body["storageConfiguration"] = JsonNode.Parse("""
            {"type":"OPENSEARCH_SERVERLESS","opensearchServerlessConfiguration":{"vectorIndexName":"i",
            "collectionArn":"arn:aws:aoss:us-east-1:000000000000:collection/abcdefghijklmnopqrst",
            "fieldMapping":{"vectorField":"v","textField":"t","metadataField":"m"}}}
            """);
        body["knowledgeBaseConfiguration"]!["vectorKnowledgeBaseConfiguration"] = new JsonObject
        {
            // Vectors that tell nothing: what is found first is found by its words.
            ["embeddingModelArn"] = "arn:aws:bedrock:us-east-1::foundation-model/cohere.embed-english-v3",
        };
        var id = await Calls.Create(body);
        await Calls.Sync(id, await Calls.Connect(id, "widths"));

        Assert.Equal("ﾆｭｰﾛﾁｯﾌﾟの在庫", (await Calls.Find(id, "ニューロチップ"))[0]);
        Assert.Equal("粘土の在庫", (await Calls.Find(id, "粘土"))[0]);
    }

    [Fact]
    public async Task Vectors_of_signs_find_as_well()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "signs").Create();
        await bucket.Put("a.txt", "The kettle boils water for tea.");
        await bucket.Put("b.txt", "The lighthouse is painted green.");
        var body = KnowledgeCalls.KnowledgeBase("signs");
        body["knowledgeBaseConfiguration"]!["vectorKnowledgeBaseConfiguration"]!["embeddingModelConfiguration"]!
            ["bedrockEmbeddingModelConfiguration"]!["embeddingDataType"] = "BINARY";
        var id = await Calls.Create(body);
        await Calls.Sync(id, await Calls.Connect(id, "signs"));

        Assert.Equal("The lighthouse is painted green.", (await Calls.Find(id, "lighthouse green"))[0]);
    }

    [Fact]
    public async Task Jobs_are_listed_by_their_status()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "statuses").Create();
        await bucket.Put("a.txt", "The kettle.");
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("statuses"));
        var source = await Calls.Connect(id, "statuses");
        await Calls.Sync(id, source);
        await bucket.DeleteObject("a.txt");
        await bucket.Delete();
        await Calls.Sync(id, source);
        await Calls.Sync(id, source);

        Assert.Equal(["COMPLETE", "FAILED", "FAILED"], await Statuses(id, source, "ASCENDING"));
        Assert.Equal(["FAILED", "FAILED", "COMPLETE"], await Statuses(id, source, "DESCENDING"));
    }

    private int Embedded() => fixture.Site.Calls.Count(call => call.Path == "/v1/embeddings");

    private async Task<List<string>> Statuses(string id, string source, string order)
    {
        var statuses = new List<string>();
        var body = JsonNode.Parse("""{"maxResults":1,"sortBy":{"attribute":"STATUS"}}""")!.AsObject();
        body["sortBy"]!["order"] = order;
        do
        {
            var page = await Calls.Send(HttpMethod.Post, KnowledgeCalls.Jobs(id, source), body);
            statuses.AddRange(page["ingestionJobSummaries"]!.AsArray().Select(job => (string)job!["status"]!));
            body["nextToken"] = page["nextToken"]?.DeepClone();
        }
        while (body["nextToken"] is not null);

        return statuses;
    }

    private async Task<JsonArray> Filtered(string id, string filter)
    {
        var body = JsonNode.Parse("""
            {"retrievalQuery":{"text":"kettle"},"retrievalConfiguration":{"vectorSearchConfiguration":{"numberOfResults":50}}}
            """)!.AsObject();
        body["retrievalConfiguration"]!["vectorSearchConfiguration"]!["filter"] = JsonNode.Parse(filter);
        var found = await Calls.Send(HttpMethod.Post, $"/knowledgebases/{id}/retrieve", body);
        return found["retrievalResults"]!.AsArray();
    }

    private async Task<(string Id, string Source)> Crawl(string name, string path, string crawler)
    {
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase(name));
        var body = WebSource(name, new Uri(fixture.Site.Address, path), crawler);
        var made = await Calls.Send(HttpMethod.Put, $"/knowledgebases/{id}/datasources/", body);
        return (id, (string)made["dataSource"]!["dataSourceId"]!);
    }

    /// <summary>The body that connects a web site.</summary>
    internal static JsonObject WebSource(string name, Uri seed, string crawler) => new()
    {
        ["name"] = name,
        ["dataSourceConfiguration"] = new JsonObject
        {
            ["type"] = "WEB",
            ["webConfiguration"] = new JsonObject
            {
                ["sourceConfiguration"] = new JsonObject
                {
                    ["urlConfiguration"] = new JsonObject
                    {
                        ["seedUrls"] = new JsonArray(new JsonObject { ["url"] = seed.ToString() }),
                    },
                },
                ["crawlerConfiguration"] = JsonNode.Parse(crawler),
            },
        },
    };

    private static (string Status, int New, int Failed) Counts(JsonNode job) => (
        (string)job["status"]!,
        (int)job["statistics"]!["numberOfNewDocumentsIndexed"]!,
        (int)job["statistics"]!["numberOfDocumentsFailed"]!);

    private static (int Modified, int Failed, int Deleted) Changes(JsonNode job) => (
        (int)job["statistics"]!["numberOfModifiedDocumentsIndexed"]!,
        (int)job["statistics"]!["numberOfDocumentsFailed"]!,
        (int)job["statistics"]!["numberOfDocumentsDeleted"]!);
}
