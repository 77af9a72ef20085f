using System.Globalization;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Ganban.Server.Demo;

/// <summary>
/// Builds an agent as its users do, through the APIs of S3, Lambda and Bedrock: a document in a bucket, a knowledge
/// base over it, a function, and an agent that has both.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="console">Shows what is made.</param>
internal sealed class DemoFactory(DemoClient client, IAnsiConsole console)
{
    private const string Role = "arn:aws:iam::000000000000:role/demo";
    private const string Embeddings = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0";

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Builds it.</summary>
    /// <returns>The agent and its alias.</returns>
    public async Task<(string AgentId, string AliasId)> Build(
        DemoTask task, string model, CancellationToken cancellationToken)
    {
        var name = $"{task.Name}-{Guid.NewGuid().ToString("N")[..8]}";
        var knowledgeBase = await KnowledgeBase(task, name, cancellationToken);
        var function = await Function(task, name, cancellationToken);
        var made = await client.Put(
            "/agents/",
            new JsonObject
            {
                ["agentName"] = name,
                ["foundationModel"] = model,
                ["instruction"] = task.Instruction,
                ["agentResourceRoleArn"] = Role,
            },
            cancellationToken);
        var agent = Id(made, "agent", "agentId");
        var draft = $"/agents/{agent}/agentversions/DRAFT";
        await client.Put($"{draft}/actiongroups/", ActionGroup(task, function), cancellationToken);
        await client.Put(
            $"{draft}/knowledgebases/",
            new JsonObject { ["knowledgeBaseId"] = knowledgeBase, ["description"] = task.KnowledgeMeaning },
            cancellationToken);
        await client.Post($"/agents/{agent}/", body: null, cancellationToken);
        await Until($"/agents/{agent}/", "agent", "agentStatus", "PREPARED", cancellationToken);
        var alias = Id(
            await client.Put(
                $"/agents/{agent}/agentaliases/", new JsonObject { ["agentAliasName"] = "live" }, cancellationToken),
            "agentAlias",
            "agentAliasId");
        console.MarkupLineInterpolated($"[grey]agent {agent}, alias {alias}: prepared[/]");
        return (agent, alias);
    }

    private async Task<string> KnowledgeBase(DemoTask task, string name, CancellationToken cancellationToken)
    {
        await client.PutObject($"/{name}", "", cancellationToken);
        await client.PutObject($"/{name}/{Uri.EscapeDataString(task.File)}", task.Document, cancellationToken);
        var id = Id(
            await client.Put("/knowledgebases/", KnowledgeBase(name), cancellationToken),
            "knowledgeBase",
            "knowledgeBaseId");
        var source = Id(
            await client.Put(
                $"/knowledgebases/{id}/datasources/",
                new JsonObject
                {
                    ["name"] = "documents",
                    ["dataSourceConfiguration"] = new JsonObject
                    {
                        ["type"] = "S3",
                        ["s3Configuration"] = new JsonObject { ["bucketArn"] = $"arn:aws:s3:::{name}" },
                    },
                },
                cancellationToken),
            "dataSource",
            "dataSourceId");
        var jobs = $"/knowledgebases/{id}/datasources/{source}/ingestionjobs/";
        var job = Id(await client.Put(jobs, [], cancellationToken), "ingestionJob", "ingestionJobId");
        var ended = await Until(jobs + job, "ingestionJob", "status", "COMPLETE", cancellationToken);
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[grey]s3://{name}/{task.File} → knowledge base {id}: {ended["statistics"]!["numberOfNewDocumentsIndexed"]} document indexed[/]");
        return id;
    }

    // Without Python the demonstration itself plays the function.
    private async Task<string?> Function(DemoTask task, string name, CancellationToken cancellationToken)
    {
        try
        {
            var made = await client.CreateFunction(
                new JsonObject
                {
                    ["FunctionName"] = name,
                    ["Runtime"] = "python3.12",
                    ["Role"] = Role,
                    ["Handler"] = "index.handler",
                    ["Code"] = new JsonObject { ["ZipFile"] = Convert.ToBase64String(Zip(Program(task))) },
                },
                cancellationToken);
            var arn = made["FunctionArn"]!.GetValue<string>();
            console.MarkupLineInterpolated($"[grey]function {arn}[/]");
            return arn;
        }
        catch (HttpRequestException e) when (e.Message.Contains("InvalidParameterValue", StringComparison.Ordinal))
        {
            console.MarkupLine("[yellow]No Python here, so no function: the agent returns control instead.[/]");
            return null;
        }
    }

    private static string Program(DemoTask task) => $$$$"""
        STOCK = {{{{JsonSerializer.Serialize(task.Stock, Readable)}}}}

        def handler(event, context):
            text = STOCK.get(next(p["value"] for p in event["parameters"]), "{{{{task.Unknown}}}}")
            return {
                "messageVersion": "1.0",
                "response": {
                    "actionGroup": event["actionGroup"],
                    "function": event["function"],
                    "functionResponse": {"responseBody": {"TEXT": {"body": text}}},
                },
            }
        """;

    private static byte[] Zip(string program)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        using (var writer = new StreamWriter(zip.CreateEntry("index.py").Open()))
        {
            writer.Write(program);
        }

        return bytes.ToArray();
    }

    private static JsonObject ActionGroup(DemoTask task, string? function) => new()
    {
        ["actionGroupName"] = "stock",
        ["actionGroupExecutor"] = function is null
            ? new JsonObject { ["customControl"] = "RETURN_CONTROL" }
            : new JsonObject { ["lambda"] = function },
        ["functionSchema"] = new JsonObject
        {
            ["functions"] = new JsonArray(new JsonObject
            {
                ["name"] = "get_material_stock",
                ["description"] = task.StockMeaning,
                ["parameters"] = new JsonObject
                {
                    ["material"] = new JsonObject
                    {
                        ["type"] = "string",
                        ["description"] = task.MaterialMeaning,
                        ["required"] = true,
                    },
                },
            }),
        },
    };

    private static JsonObject KnowledgeBase(string name) => new()
    {
        ["name"] = name,
        ["roleArn"] = Role,
        ["knowledgeBaseConfiguration"] = new JsonObject
        {
            ["type"] = "VECTOR",
            ["vectorKnowledgeBaseConfiguration"] = new JsonObject { ["embeddingModelArn"] = Embeddings },
        },
        ["storageConfiguration"] = new JsonObject
        {
            ["type"] = "S3_VECTORS",
            ["s3VectorsConfiguration"] = new JsonObject
            {
                ["indexArn"] = "arn:aws:s3vectors:us-east-1:000000000000:bucket/vectors/index/demo",
            },
        },
    };

    private async Task<JsonNode> Until(
        string path, string resource, string member, string state, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = (await client.Get(path, cancellationToken))[resource]!;
            switch (found[member]!.GetValue<string>())
            {
                case var reached when reached == state:
                    return found;
                case "FAILED":
                    throw new HttpRequestException($"{resource} failed: {found["failureReasons"]}");
                default:
                    await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
                    break;
            }
        }
    }

    private static string Id(JsonObject response, string resource, string member) =>
        response[resource]![member]!.GetValue<string>();
}
