using System.Text.Json.Nodes;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Async;

/// <summary>Asynchronous invocations of a server under test.</summary>
internal sealed class AsyncCalls(SignedHttp http)
{
    public const string Nova = "amazon.nova-2-multimodal-embeddings-v1:0";

    /// <summary>A text in the body.</summary>
    public static JsonObject Inline(string text) => new()
    {
        ["truncationMode"] = "NONE",
        ["value"] = text,
        ["segmentationConfig"] = new JsonObject(),
    };

    /// <summary>The body that begins an invocation.</summary>
    public static JsonObject Start(string output, JsonObject text) => new()
    {
        ["modelId"] = Nova,
        ["modelInput"] = new JsonObject
        {
            ["schemaVersion"] = "nova-multimodal-embed-v1",
            ["taskType"] = "SEGMENTED_EMBEDDING",
            ["segmentedEmbeddingParams"] = new JsonObject
            {
                ["embeddingPurpose"] = "GENERIC_INDEX",
                ["embeddingDimension"] = 256,
                ["text"] = text,
            },
        },
        ["outputDataConfig"] = new JsonObject { ["s3OutputDataConfig"] = new JsonObject { ["s3Uri"] = output } },
    };

    /// <summary>Begins an invocation and gives its ARN.</summary>
    public async Task<string> Begin(JsonObject start)
    {
        using var response = await http.Send(HttpMethod.Post, "/async-invoke", start.ToJsonString());
        var body = await SignedHttp.Json(response);
        Assert.True(response.IsSuccessStatusCode, body.ToJsonString());
        return (string)body["invocationArn"]!;
    }

    /// <summary>The invocation once it is over.</summary>
    public async Task<JsonNode> End(string arn)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var response = await http.Get("/async-invoke/" + Uri.EscapeDataString(arn));
            var invocation = await SignedHttp.Json(response.EnsureSuccessStatusCode());
            if ((string)invocation["status"]! != "InProgress")
            {
                return invocation;
            }

            await Task.Delay(20, late.Token);
        }
    }
}
