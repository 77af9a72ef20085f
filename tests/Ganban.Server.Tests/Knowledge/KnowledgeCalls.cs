using System.Text.Json.Nodes;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>Knowledge bases of a server under test.</summary>
internal sealed class KnowledgeCalls(SignedHttp http)
{
    private static readonly TimeSpan JobMax = TimeSpan.FromSeconds(60);

    /// <summary>The body that creates a knowledge base.</summary>
    public static JsonObject KnowledgeBase(string name) => new()
    {
        ["name"] = name,
        ["roleArn"] = "arn:aws:iam::000000000000:role/kb",
        ["knowledgeBaseConfiguration"] = new JsonObject
        {
            ["type"] = "VECTOR",
            ["vectorKnowledgeBaseConfiguration"] = new JsonObject
            {
                ["embeddingModelArn"] = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
                ["embeddingModelConfiguration"] = new JsonObject
                {
                    ["bedrockEmbeddingModelConfiguration"] = new JsonObject { ["dimensions"] = 256 },
                },
            },
        },
        ["storageConfiguration"] = new JsonObject
        {
            ["type"] = "S3_VECTORS",
            ["s3VectorsConfiguration"] = new JsonObject
            {
                ["indexArn"] = "arn:aws:s3vectors:us-east-1:000000000000:bucket/vectors/index/any",
            },
        },
    };

    /// <summary>Creates a knowledge base.</summary>
    public async Task<string> Create(JsonObject body) =>
        (string)(await Send(HttpMethod.Put, "/knowledgebases/", body))["knowledgeBase"]!["knowledgeBaseId"]!;

    /// <summary>Connects a bucket.</summary>
    public async Task<string> Connect(string knowledgeBase, string bucket, JsonObject? chunking = null)
    {
        var body = new JsonObject
        {
            ["name"] = bucket,
            ["dataSourceConfiguration"] = new JsonObject
            {
                ["type"] = "S3",
                ["s3Configuration"] = new JsonObject { ["bucketArn"] = "arn:aws:s3:::" + bucket },
            },
        };
        if (chunking is not null)
        {
            body["vectorIngestionConfiguration"] = new JsonObject { ["chunkingConfiguration"] = chunking };
        }

        return (string)(await Send(HttpMethod.Put, $"/knowledgebases/{knowledgeBase}/datasources/", body))
            ["dataSource"]!["dataSourceId"]!;
    }

    /// <summary>The path of a data source's ingestion jobs.</summary>
    public static string Jobs(string knowledgeBase, string source) =>
        $"/knowledgebases/{knowledgeBase}/datasources/{source}/ingestionjobs/";

    /// <summary>Starts an ingestion job.</summary>
    public async Task<string> Start(string knowledgeBase, string source) =>
        (string)(await Send(HttpMethod.Put, Jobs(knowledgeBase, source), []))["ingestionJob"]!["ingestionJobId"]!;

    /// <summary>An ingestion job once it is over.</summary>
    public async Task<JsonNode> End(string knowledgeBase, string source, string job)
    {
        using var late = new CancellationTokenSource(JobMax);
        while (true)
        {
            using var response = await http.Get(Jobs(knowledgeBase, source) + job);
            var found = (await SignedHttp.Json(response))["ingestionJob"]!;
            if ((string)found["status"]! is "COMPLETE" or "FAILED" or "STOPPED")
            {
                return found;
            }

            await Task.Delay(20, late.Token);
        }
    }

    /// <summary>Brings an index up to date.</summary>
    public async Task<JsonNode> Sync(string knowledgeBase, string source) =>
        await End(knowledgeBase, source, await Start(knowledgeBase, source));

    /// <summary>The texts that are found.</summary>
    public async Task<IReadOnlyList<string>> Find(string knowledgeBase, string text, int count = 100)
    {
        var body = new JsonObject
        {
            ["retrievalQuery"] = new JsonObject { ["text"] = text },
            ["retrievalConfiguration"] = new JsonObject
            {
                ["vectorSearchConfiguration"] = new JsonObject { ["numberOfResults"] = count },
            },
        };
        var found = await Send(HttpMethod.Post, $"/knowledgebases/{knowledgeBase}/retrieve", body);
        return [.. found["retrievalResults"]!.AsArray().Select(result => (string)result!["content"]!["text"]!)];
    }

    /// <summary>Sends a request that must succeed.</summary>
    public async Task<JsonNode> Send(HttpMethod method, string path, JsonObject body)
    {
        using var response = await http.Send(method, path, body.ToJsonString());
        var json = await SignedHttp.Json(response);
        Assert.True(response.IsSuccessStatusCode, json.ToJsonString());
        return json;
    }

    /// <summary>Sends a request that must be refused, and gives status and message.</summary>
    public async Task<(int Status, string Message)> Refused(HttpMethod method, string path, JsonObject body)
    {
        using var response = await http.Send(method, path, body.ToJsonString());
        Assert.False(response.IsSuccessStatusCode);
        return ((int)response.StatusCode, (string)(await SignedHttp.Json(response))["message"]!);
    }
}
