using System.Text.Json.Nodes;
using Ganban.Documents.Tests;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>Pictures in knowledge bases: read by a model that sees, or embedded, found and asked with.</summary>
public sealed class KnowledgePictureTests(KnowledgePictureServer fixture)
    : IClassFixture<KnowledgePictureServer>, IDisposable
{
    private const string Png = "images/rgb8.png";
    private const string Jpeg = "images/420.jpg";
    private const string Drawing = "1 0 0 rg 100 100 200 200 re f";
    private readonly SignedHttp _http = new(fixture.Server.Address);

    private KnowledgeCalls Calls => new(_http);

    public void Dispose() => _http.Dispose();

    [PdfFact]
    public async Task Scanned_pages_are_shown_to_the_parsing_model_and_pages_of_text_are_read_to_it()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "scans").Create();
        var text = Files.Line("This page has more than enough letters of its own.");
        await bucket.PutBytes("scan.pdf", Files.PdfOf(text, "", Drawing, Drawing + " " + Files.Line("Page 4")));
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("scans"));

        var job = await Calls.Sync(id, await Connect(id, "scans", "amazon.nova-lite-v1:0"));

        Assert.Equal(("COMPLETE", 1), ((string)job["status"]!, (int)job["statistics"]!["numberOfNewDocumentsIndexed"]!));
        var whole = string.Join('\n', await Calls.Find(id, "zeppelin"));
        Assert.Contains("Copied: This page has more than enough letters of its own.", whole, StringComparison.Ordinal);
        Assert.Equal(2, whole.Split("The zeppelin leaves at noon.").Length - 1);
        Assert.DoesNotContain("Page 4", whole, StringComparison.Ordinal);
    }

    [PdfFact]
    public async Task With_the_modality_MULTIMODAL_every_page_is_shown()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "charts").Create();
        await bucket.PutBytes("a.pdf", Files.Pdf("This page has more than enough letters of its own."));
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("charts"));

        await Calls.Sync(id, await Connect(id, "charts", "amazon.nova-lite-v1:0", "MULTIMODAL"));

        Assert.Contains("The zeppelin leaves at noon.", Assert.Single(await Calls.Find(id, "zeppelin")), StringComparison.Ordinal);
    }

    [PdfFact]
    public async Task What_a_scan_lacks_is_said_and_a_page_with_some_text_is_read_without_eyes()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "blind").Create();
        await bucket.PutBytes("scan.pdf", Files.PdfOf(Drawing));
        await bucket.PutBytes("title.pdf", Files.PdfOf(Drawing + " " + Files.Line("Page 4"), ""));
        await bucket.PutBytes("poster.png", await File.ReadAllBytesAsync(Png));
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("blind"));

        var blind = await Calls.Sync(id, await Connect(id, "blind", "meta.llama3-8b-instruct-v1:0"));
        var plain = await Calls.Sync(id, await Calls.Connect(id, "blind"));

        Assert.Contains("takes no images, so it can't read page 1", Reason(blind, "scan.pdf"), StringComparison.Ordinal);
        Assert.Contains("takes no images, so it can't read the picture", Reason(blind, "poster.png"), StringComparison.Ordinal);
        Assert.Contains("none of its pages holds text", Reason(plain, "scan.pdf"), StringComparison.Ordinal);
        Assert.Contains("parsingConfiguration with BEDROCK_FOUNDATION_MODEL", Reason(plain, "scan.pdf"), StringComparison.Ordinal);
        Assert.Equal(["Copied: Page 4", "Page 4"], (await Calls.Find(id, "page")).Order());
    }

    [Fact]
    public async Task Pictures_are_embedded_found_by_words_and_by_pictures_and_given_back()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "shelf").Create();
        var (png, jpeg) = (await File.ReadAllBytesAsync(Png), await File.ReadAllBytesAsync(Jpeg));
        await bucket.PutBytes("one.png", png);
        await bucket.Put("one.png.metadata.json", """{"metadataAttributes":{"year":1}}""");
        await bucket.PutBytes("two.jpg", jpeg);
        await bucket.Put("three.txt", "A red kettle.");
        await bucket.Put("four.png", "no picture");
        var id = await Calls.Create(Multimodal("shelf"));
        var job = await Calls.Sync(id, await Calls.Connect(id, "shelf"));
        Assert.Equal(3, (int)job["statistics"]!["numberOfNewDocumentsIndexed"]!);
        Assert.Contains("PNG, JPEG, GIF or WebP", Reason(job, "four.png"), StringComparison.Ordinal);

        var red = await Retrieve(id, new JsonObject { ["text"] = "something red" });
        var alike = await Retrieve(id, Picture("jpeg", jpeg));
        const string first = """{"filter":{"equals":{"key":"year","value":1}}}""";
        var filtered = await Retrieve(id, new JsonObject { ["text"] = "blue" }, first);
        var reranked = await Retrieve(
            id,
            new JsonObject { ["text"] = "kettle" },
            """
            {"rerankingConfiguration":{"type":"BEDROCK_RERANKING_MODEL","bedrockRerankingConfiguration":
            {"modelConfiguration":{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/amazon.rerank-v1:0"}}}}
            """);

        Assert.Equal("two.jpg", Name(red[^1]!));
        var one = red.Single(result => Name(result!) == "one.png")!;
        Assert.Equal(
            ("IMAGE", "data:image/png;base64," + Convert.ToBase64String(png)),
            ((string)one["content"]!["type"]!, (string)one["content"]!["byteContent"]!));
        Assert.Equal("s3://shelf/one.png", (string)one["metadata"]!["x-amz-bedrock-kb-byte-content-source"]!);
        Assert.Equal("two.jpg", Name(alike[0]!));
        Assert.StartsWith("data:image/jpeg;base64,", (string)alike[0]!["content"]!["byteContent"]!, StringComparison.Ordinal);
        Assert.Equal("one.png", Name(Assert.Single(filtered)!));
        Assert.Equal((3, "three.txt"), (reranked.Count, Name(reranked[0]!)));
        Assert.StartsWith("Copied: ", await Answer(id, "{}"), StringComparison.Ordinal);
        Assert.Equal("Sorry, I am unable to assist you with this request.", await Answer(id, first));

        await bucket.DeleteObject("two.jpg");
        var gone = (await Retrieve(id, Picture("jpeg", jpeg)))[0]!;
        Assert.Equal(("IMAGE", null), ((string)gone["content"]!["type"]!, (string?)gone["content"]!["byteContent"]));
    }

    [Fact]
    public async Task Pictures_are_kept_in_the_supplemental_storage_also_those_that_were_sent()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "kept").Create();
        using var copies = await new TestBucket(fixture.Server.Address, "copies").Create();
        var (png, jpeg) = (await File.ReadAllBytesAsync(Png), await File.ReadAllBytesAsync(Jpeg));
        await bucket.PutBytes("one.png", png);
        var body = Multimodal("kept");
        Supplement(body, "s3://copies");
        var id = await Calls.Create(body);
        await Calls.Sync(id, await Calls.Connect(id, "kept"));
        var sent = await Send(id, jpeg);

        Assert.Equal("INDEXED", sent.Status);
        var keys = await copies.Keys("");
        Assert.All(keys, key => Assert.StartsWith($"aws/bedrock/knowledge_bases/{id}/", key, StringComparison.Ordinal));
        Assert.Equal([".jpeg", ".png"], keys.Select(Path.GetExtension).Order());
        var found = (await Retrieve(id, Picture("jpeg", jpeg)))[0]!;
        Assert.Equal(("CUSTOM", "mine"), ((string)found["location"]!["type"]!, (string)found["location"]!["customDocumentLocation"]!["id"]!));
        Assert.Equal("data:image/jpeg;base64," + Convert.ToBase64String(jpeg), (string)found["content"]!["byteContent"]!);
        Assert.StartsWith("s3://copies/aws/", (string)found["metadata"]!["x-amz-bedrock-kb-byte-content-source"]!, StringComparison.Ordinal);

        var homeless = await Send(await Calls.Create(Multimodal("homeless")), jpeg);
        Assert.Equal("FAILED", homeless.Status);
        Assert.Contains("supplementalDataStorageConfiguration", homeless.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_beside_the_documents_are_no_documents()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "beside").Create();
        await bucket.PutBytes("one.png", await File.ReadAllBytesAsync(Png));
        var body = Multimodal("beside");
        Supplement(body, "s3://beside");
        var id = await Calls.Create(body);
        var source = await Calls.Connect(id, "beside");

        await Calls.Sync(id, source);
        var job = await Calls.Sync(id, source);

        Assert.Equal(1, (int)job["statistics"]!["numberOfDocumentsScanned"]!);
        Assert.Equal(2, (await bucket.Keys("")).Length);
    }

    [Fact]
    public async Task An_answer_from_texts_finds_them_behind_nearer_pictures()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "gallery").Create();
        for (var number = 1; number <= 5; number++)
        {
            await bucket.PutBytes($"{number}.png", await File.ReadAllBytesAsync(Png));
        }

        await bucket.Put("text.txt", "A blue kettle.");
        var id = await Calls.Create(Multimodal("gallery"));
        await Calls.Sync(id, await Calls.Connect(id, "gallery"));

        Assert.StartsWith(
            "Copied: ",
            await Answer(id, """{"numberOfResults":1,"overrideSearchType":"SEMANTIC"}"""),
            StringComparison.Ordinal);
    }

    [PdfFact]
    public async Task A_page_that_was_shown_is_kept_and_its_passages_say_where()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "pages").Create();
        using var copies = await new TestBucket(fixture.Server.Address, "page-copies").Create();
        var text = Files.Line("This page has more than enough letters of its own.");
        await bucket.PutBytes("scan.pdf", Files.PdfOf(text, Drawing, text));
        var body = KnowledgeCalls.KnowledgeBase("pages");
        Supplement(body, "s3://page-copies/some");
        var id = await Calls.Create(body);

        await Calls.Sync(id, await Connect(id, "pages", "amazon.nova-lite-v1:0"));

        var found = await Retrieve(id, new JsonObject { ["text"] = "zeppelin" });
        var shown = found.Single(result => result!["metadata"]!["x-amz-bedrock-kb-byte-content-source"] is not null)!;
        Assert.Contains("The zeppelin leaves at noon.", (string)shown["content"]!["text"]!, StringComparison.Ordinal);
        Assert.Equal(2, (int)shown["metadata"]!["x-amz-bedrock-kb-document-page-number"]!);
        var key = Assert.Single(await copies.Keys(""));
        Assert.StartsWith("some/aws/bedrock/knowledge_bases/", key, StringComparison.Ordinal);
        Assert.Equal($"s3://page-copies/{key}", (string)shown["metadata"]!["x-amz-bedrock-kb-byte-content-source"]!);
        Assert.Equal([0xFF, 0xD8, 0xFF], (await copies.Find(key))!.Take(3));
    }

    [Theory]
    [InlineData("""{"type":"IMAGE"}""", "{}", "retrievalQuery.image: It is missing")]
    [InlineData("""{"type":"TEXT","image":{"format":"png","inlineContent":"iVBORw0KGgo="}}""", "{}", "retrievalQuery.text: It is missing or empty")]
    [InlineData("""{"type":"IMAGE","text":"a"}""", "{}", "retrievalQuery.image: It is missing")]
    [InlineData("""{"text":"a","image":{"format":"png","inlineContent":"iVBORw0KGgo="}}""", "{}", "Send one of them")]
    [InlineData("""{"image":{"format":"jpeg","inlineContent":"iVBORw0KGgo="}}""", "{}", "no picture of the format jpeg")]
    [InlineData("""{"image":{"format":"png","inlineContent":"iVBORw0KGgo="}}""", """{"overrideSearchType":"HYBRID"}""", "overrideSearchType: It needs a question in words")]
    [InlineData("""{"image":{"format":"png","inlineContent":"iVBORw0KGgo="}}""", "{}", "embeds texts alone")]
    public async Task A_question_that_cant_be_asked_is_refused(string query, string settings, string complaint)
    {
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase($"words-{Guid.NewGuid():N}"));
        var body = Body(JsonNode.Parse(query)!, JsonNode.Parse(settings)!.AsObject());

        var (status, message) = await Calls.Refused(HttpMethod.Post, $"/knowledgebases/{id}/retrieve", body);

        Assert.Equal(400, status);
        Assert.Contains(complaint, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_engine_that_embeds_pictures_they_fail_alone_and_questions_with_them_are_not_there()
    {
        using var bucket = await new TestBucket(fixture.Server.Address, "engineless").Create();
        await bucket.PutBytes("one.png", await File.ReadAllBytesAsync(Png));
        await bucket.Put("two.txt", "A red kettle.");
        var body = Multimodal("engineless");
        body["knowledgeBaseConfiguration"]!["vectorKnowledgeBaseConfiguration"]!["embeddingModelArn"] =
            "arn:aws:bedrock:us-east-1::foundation-model/cohere.embed-v4:0";
        var id = await Calls.Create(body);

        var job = await Calls.Sync(id, await Calls.Connect(id, "engineless"));
        var (status, message) = await Calls.Refused(
            HttpMethod.Post,
            $"/knowledgebases/{id}/retrieve",
            Body(Picture("png", await File.ReadAllBytesAsync(Png)), []));

        Assert.Equal(1, (int)job["statistics"]!["numberOfNewDocumentsIndexed"]!);
        Assert.Contains("No engine that embeds images is bound", Reason(job, "one.png"), StringComparison.Ordinal);
        Assert.Equal(501, status);
        Assert.Contains("No engine that embeds images is bound to cohere.embed-v4:0", message, StringComparison.Ordinal);
    }

    private static JsonObject Multimodal(string name)
    {
        var body = KnowledgeCalls.KnowledgeBase(name);
        body["knowledgeBaseConfiguration"]!["vectorKnowledgeBaseConfiguration"]!["embeddingModelArn"] =
            "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1";
        return body;
    }

    private static void Supplement(JsonObject body, string uri) =>
        body["knowledgeBaseConfiguration"]!["vectorKnowledgeBaseConfiguration"]!["supplementalDataStorageConfiguration"] =
            new JsonObject
            {
                ["storageLocations"] = new JsonArray(new JsonObject
                {
                    ["type"] = "S3",
                    ["s3Location"] = new JsonObject { ["uri"] = uri },
                }),
            };

    private static JsonObject Picture(string format, byte[] content) => new()
    {
        ["type"] = "IMAGE",
        ["image"] = new JsonObject { ["format"] = format, ["inlineContent"] = Convert.ToBase64String(content) },
    };

    private static JsonObject Body(JsonNode query, JsonObject settings) => new()
    {
        ["retrievalQuery"] = query,
        ["retrievalConfiguration"] = new JsonObject { ["vectorSearchConfiguration"] = settings },
    };

    private static string Name(JsonNode result) => Path.GetFileName((string)result["location"]!["s3Location"]!["uri"]!);

    private static string Reason(JsonNode job, string file) => job["failureReasons"]!.AsArray()
        .Select(reason => (string)reason!)
        .Single(reason => reason.Contains($"/{file}", StringComparison.Ordinal));

    private async Task<JsonArray> Retrieve(string id, JsonNode query, string settings = "{}")
    {
        var body = Body(query, JsonNode.Parse(settings)!.AsObject());
        var found = await Calls.Send(HttpMethod.Post, $"/knowledgebases/{id}/retrieve", body);
        return found["retrievalResults"]!.AsArray();
    }

    private async Task<string> Answer(string id, string settings)
    {
        var body = JsonNode.Parse("""
            {"input":{"text":"What is red?"},"retrieveAndGenerateConfiguration":{"type":"KNOWLEDGE_BASE",
            "knowledgeBaseConfiguration":{"modelArn":"amazon.nova-lite-v1:0"}}}
            """)!.AsObject();
        var search = body["retrieveAndGenerateConfiguration"]!["knowledgeBaseConfiguration"]!;
        search["knowledgeBaseId"] = id;
        search["retrievalConfiguration"] = new JsonObject { ["vectorSearchConfiguration"] = JsonNode.Parse(settings) };
        return (string)(await Calls.Send(HttpMethod.Post, "/retrieveAndGenerate", body))["output"]!["text"]!;
    }

    private async Task<string> Connect(string id, string bucket, string model, string? modality = null)
    {
        var body = JsonNode.Parse($$$"""
            {"name":"read","dataSourceConfiguration":{"type":"S3","s3Configuration":{"bucketArn":"arn:aws:s3:::{{{bucket}}}"} },
            "vectorIngestionConfiguration":{"parsingConfiguration":{"parsingStrategy":"BEDROCK_FOUNDATION_MODEL",
            "bedrockFoundationModelConfiguration":{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/{{{model}}}"} } } }
            """)!.AsObject();
        body["vectorIngestionConfiguration"]!["parsingConfiguration"]!["bedrockFoundationModelConfiguration"]!
            ["parsingModality"] = modality;
        var made = await Calls.Send(HttpMethod.Put, $"/knowledgebases/{id}/datasources/", body);
        return (string)made["dataSource"]!["dataSourceId"]!;
    }

    // Sends a picture as a document named mine.
    private async Task<(string Status, string Reason)> Send(string id, byte[] jpeg)
    {
        var source = JsonNode.Parse("""{"name":"sent","dataSourceConfiguration":{"type":"CUSTOM"}}""")!.AsObject();
        var made = await Calls.Send(HttpMethod.Put, $"/knowledgebases/{id}/datasources/", source);
        var body = JsonNode.Parse("""
            {"documents":[{"content":{"dataSourceType":"CUSTOM","custom":{"customDocumentIdentifier":{"id":"mine"},
            "sourceType":"IN_LINE","inlineContent":{"type":"BYTE","byteContent":{"mimeType":"image/jpeg"}}}}}]}
            """)!.AsObject();
        body["documents"]![0]!["content"]!["custom"]!["inlineContent"]!["byteContent"]!["data"] = Convert.ToBase64String(jpeg);
        var sent = await Calls.Send(
            HttpMethod.Put, $"/knowledgebases/{id}/datasources/{made["dataSource"]!["dataSourceId"]}/documents", body);
        var detail = sent["documentDetails"]![0]!;
        return ((string)detail["status"]!, (string?)detail["statusReason"] ?? "");
    }
}
