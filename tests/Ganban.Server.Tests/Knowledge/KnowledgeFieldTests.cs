using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>What is missing or wrong in a request is refused with the path of its field.</summary>
[Collection(ClientTests.Name)]
public sealed class KnowledgeFieldTests(ClientServer clients) : IDisposable
{
    private readonly SignedHttp _http = new(clients.Server.Address);

    private KnowledgeCalls Calls => new(_http);

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("OPENSEARCH_SERVERLESS", "storageConfiguration.opensearchServerlessConfiguration")]
    [InlineData("S3_VECTORS", "storageConfiguration.s3VectorsConfiguration")]
    [InlineData("RDS", "storageConfiguration.rdsConfiguration")]
    public async Task A_store_wants_its_configuration(string type, string field)
    {
        var body = KnowledgeCalls.KnowledgeBase("store-" + type.Replace('_', '-'));
        body["storageConfiguration"] = new JsonObject { ["type"] = type };

        await Refused(HttpMethod.Put, "/knowledgebases/", body, field);
    }

    [Theory]
    [InlineData("FIXED_SIZE", "fixedSizeChunkingConfiguration")]
    [InlineData("HIERARCHICAL", "hierarchicalChunkingConfiguration")]
    [InlineData("SEMANTIC", "semanticChunkingConfiguration")]
    public async Task A_chunking_strategy_wants_its_configuration(string strategy, string field)
    {
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase("chunking-" + strategy.Replace('_', '-')));
        var body = new JsonObject
        {
            ["name"] = "source",
            ["dataSourceConfiguration"] = new JsonObject { ["type"] = "CUSTOM" },
            ["vectorIngestionConfiguration"] = new JsonObject
            {
                ["chunkingConfiguration"] = new JsonObject { ["chunkingStrategy"] = strategy },
            },
        };

        await Refused(
            HttpMethod.Put,
            $"/knowledgebases/{id}/datasources/",
            body,
            "vectorIngestionConfiguration.chunkingConfiguration." + field);
    }

    [Theory]
    [InlineData("amazon.titan-embed-text-v2:0")]
    [InlineData("cohere.rerank-v3-5:0")]
    public async Task A_parsing_model_must_write_text(string model)
    {
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase($"parsed-{Guid.NewGuid():N}"));
        var body = new JsonObject
        {
            ["name"] = "source",
            ["dataSourceConfiguration"] = new JsonObject { ["type"] = "CUSTOM" },
            ["vectorIngestionConfiguration"] = new JsonObject
            {
                ["parsingConfiguration"] = new JsonObject
                {
                    ["parsingStrategy"] = "BEDROCK_FOUNDATION_MODEL",
                    ["bedrockFoundationModelConfiguration"] = new JsonObject
                    {
                        ["modelArn"] = "arn:aws:bedrock:us-east-1::foundation-model/" + model,
                    },
                },
            },
        };

        await Refused(
            HttpMethod.Put,
            $"/knowledgebases/{id}/datasources/",
            body,
            "vectorIngestionConfiguration.parsingConfiguration.bedrockFoundationModelConfiguration.modelArn");
    }

    [Theory]
    [InlineData(""" {"content":{"dataSourceType":"CUSTOM"}} """, "content.custom")]
    [InlineData(
        """ {"content":{"dataSourceType":"CUSTOM","custom":{"customDocumentIdentifier":{"id":"a"},"sourceType":"IN_LINE"}}} """,
        "content.custom.inlineContent")]
    [InlineData(
        """
        {"content":{"dataSourceType":"CUSTOM","custom":{"customDocumentIdentifier":{"id":"a"},"sourceType":"IN_LINE",
        "inlineContent":{"type":"BYTE"}}}}
        """,
        "content.custom.inlineContent.byteContent")]
    [InlineData(
        """ {"content":{"dataSourceType":"CUSTOM","custom":{"customDocumentIdentifier":{"id":"a"},"sourceType":"S3_LOCATION"}}} """,
        "content.custom.s3Location")]
    [InlineData(
        """
        {"content":{"dataSourceType":"CUSTOM","custom":{"customDocumentIdentifier":{"id":"a"},"sourceType":"IN_LINE",
        "inlineContent":{"type":"TEXT","textContent":{"data":"x"}}}},"metadata":{"type":"IN_LINE_ATTRIBUTE"}}
        """,
        "metadata.inlineAttributes")]
    [InlineData(
        """
        {"content":{"dataSourceType":"CUSTOM","custom":{"customDocumentIdentifier":{"id":"a"},"sourceType":"IN_LINE",
        "inlineContent":{"type":"TEXT","textContent":{"data":"x"}}}},"metadata":{"type":"IN_LINE_ATTRIBUTE",
        "inlineAttributes":[{"key":"k","value":{"type":"NUMBER","stringValue":"1"}}]}}
        """,
        "metadata.inlineAttributes.1.member.value")]
    [InlineData(
        """
        {"content":{"dataSourceType":"CUSTOM","custom":{"customDocumentIdentifier":{"id":"a"},"sourceType":"IN_LINE",
        "inlineContent":{"type":"TEXT","textContent":{"data":"x"}}}},"metadata":{"type":"IN_LINE_ATTRIBUTE",
        "inlineAttributes":[{"key":"k","value":{"type":"STRING","stringValue":"1"}},{"key":"k","value":{"type":"STRING","stringValue":"2"}}]}}
        """,
        "metadata.inlineAttributes.2.member.key")]
    public async Task A_document_that_lacks_what_its_type_names_is_refused_and_none_is_indexed(
        string document, string field)
    {
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase($"document-{Guid.NewGuid():N}"));
        var source = (string)(await Calls.Send(
            HttpMethod.Put,
            $"/knowledgebases/{id}/datasources/",
            new JsonObject
            {
                ["name"] = "own",
                ["dataSourceConfiguration"] = new JsonObject { ["type"] = "CUSTOM" },
            }))["dataSource"]!["dataSourceId"]!;
        const string right = """
            {"content":{"dataSourceType":"CUSTOM","custom":{"customDocumentIdentifier":{"id":"right"},"sourceType":"IN_LINE",
            "inlineContent":{"type":"TEXT","textContent":{"data":"x"}}}}}
            """;
        var body = new JsonObject { ["documents"] = new JsonArray(JsonNode.Parse(right), JsonNode.Parse(document)) };

        await Refused(
            HttpMethod.Put,
            $"/knowledgebases/{id}/datasources/{source}/documents",
            body,
            "documents.2.member." + field);

        var listed = await Calls.Send(HttpMethod.Post, $"/knowledgebases/{id}/datasources/{source}/documents", []);
        Assert.Empty(listed["documentDetails"]!.AsArray());
    }

    [Fact]
    public async Task A_document_is_what_its_type_says_though_it_has_another_member_too()
    {
        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase($"both-{Guid.NewGuid():N}"));
        var made = await Calls.Send(
            HttpMethod.Put,
            $"/knowledgebases/{id}/datasources/",
            JsonNode.Parse("""{"name":"own","dataSourceConfiguration":{"type":"CUSTOM"}}""")!.AsObject());
        var body = JsonNode.Parse("""
            {"documents":[{"content":{"dataSourceType":"CUSTOM","s3":{"s3Location":{"uri":"s3://nowhere/at-all.txt"}},
            "custom":{"customDocumentIdentifier":{"id":"a"},"sourceType":"IN_LINE",
            "inlineContent":{"type":"TEXT","textContent":{"data":"x"}}}}}]}
            """)!.AsObject();

        var sent = await Calls.Send(
            HttpMethod.Put, $"/knowledgebases/{id}/datasources/{made["dataSource"]!["dataSourceId"]}/documents", body);

        Assert.Equal("INDEXED", (string)sent["documentDetails"]![0]!["status"]!);
    }

    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("amazon.titan-embed-text-v2:0")]
    public async Task Only_rerankers_rank(string model)
    {
        var arn = "arn:aws:bedrock:us-east-1::foundation-model/" + model;
        var body = JsonNode.Parse("""
            {"queries":[{"type":"TEXT","textQuery":{"text":"a kettle"}}],
            "sources":[{"type":"INLINE","inlineDocumentSource":{"type":"TEXT","textDocument":{"text":"The kettle."}}}],
            "rerankingConfiguration":{"type":"BEDROCK_RERANKING_MODEL","bedrockRerankingConfiguration":{"modelConfiguration":{}}}}
            """)!.AsObject();
        body["rerankingConfiguration"]!["bedrockRerankingConfiguration"]!["modelConfiguration"]!["modelArn"] = arn;
        const string place = "bedrockRerankingConfiguration.modelConfiguration.modelArn";

        await Refused(HttpMethod.Post, "/rerank", body, "rerankingConfiguration." + place);

        var id = await Calls.Create(KnowledgeCalls.KnowledgeBase($"ranked-{Guid.NewGuid():N}"));
        body.Remove("queries");
        body.Remove("sources");
        body["retrievalQuery"] = new JsonObject { ["text"] = "a kettle" };
        var ranking = body["rerankingConfiguration"]!.DeepClone();
        body.Remove("rerankingConfiguration");
        body["retrievalConfiguration"] = new JsonObject
        {
            ["vectorSearchConfiguration"] = new JsonObject { ["rerankingConfiguration"] = ranking },
        };
        await Refused(
            HttpMethod.Post,
            $"/knowledgebases/{id}/retrieve",
            body,
            "retrievalConfiguration.vectorSearchConfiguration.rerankingConfiguration." + place);
    }

    private async Task Refused(HttpMethod method, string path, JsonObject body, string field)
    {
        var (status, message) = await Calls.Refused(method, path, body);
        Assert.Equal(400, status);
        Assert.Matches($"^{Regex.Escape(field)}[ :]", message);
    }
}
