using System.Text.Json.Nodes;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Batch;

/// <summary>Batch inference jobs of a server under test.</summary>
internal sealed class BatchCalls(SignedHttp http)
{
    public const string Path = "/model-invocation-job";
    public const string Llama = "meta.llama3-8b-instruct-v1:0";
    private static readonly TimeSpan JobMax = TimeSpan.FromSeconds(60);

    /// <summary>A record of Llama's own format.</summary>
    public static string Native(string? id, string prompt) => Line(id, new JsonObject
    {
        ["prompt"] = prompt,
        ["max_gen_len"] = 16,
    });

    /// <summary>A record of Converse.</summary>
    public static string Converse(string? id, string prompt) => Line(id, new JsonObject
    {
        ["messages"] = new JsonArray(new JsonObject
        {
            ["role"] = "user",
            ["content"] = new JsonArray(new JsonObject { ["text"] = prompt }),
        }),
        ["inferenceConfig"] = new JsonObject { ["maxTokens"] = 16 },
    });

    /// <summary>The body that creates a job.</summary>
    public static JsonObject Job(string name, string input, string output, string model = Llama) => new()
    {
        ["jobName"] = name,
        ["roleArn"] = "arn:aws:iam::000000000000:role/batch",
        ["modelId"] = model,
        ["inputDataConfig"] = new JsonObject { ["s3InputDataConfig"] = new JsonObject { ["s3Uri"] = input } },
        ["outputDataConfig"] = new JsonObject { ["s3OutputDataConfig"] = new JsonObject { ["s3Uri"] = output } },
    };

    /// <summary>Creates a job and gives its id.</summary>
    public async Task<string> Create(JsonObject job)
    {
        using var response = await http.Send(HttpMethod.Post, Path, job.ToJsonString());
        var body = await SignedHttp.Json(response);
        Assert.True(response.IsSuccessStatusCode, body.ToJsonString());
        return ((string)body["jobArn"]!).Split('/')[1];
    }

    /// <summary>What GetModelInvocationJob says.</summary>
    public async Task<JsonNode> Get(string id)
    {
        using var response = await http.Get($"{Path}/{id}");
        response.EnsureSuccessStatusCode();
        return await SignedHttp.Json(response);
    }

    /// <summary>The job once something holds for it.</summary>
    public async Task<JsonNode> Until(string id, Func<JsonNode, bool> holds)
    {
        using var late = new CancellationTokenSource(JobMax);
        while (true)
        {
            var job = await Get(id);
            if (holds(job))
            {
                return job;
            }

            try
            {
                await Task.Delay(20, late.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException("The job stays " + job.ToJsonString());
            }
        }
    }

    /// <summary>The job once it is over.</summary>
    public Task<JsonNode> End(string id) => Until(id, job => job["endTime"] is not null);

    /// <summary>The lines of a JSONL text.</summary>
    public static IReadOnlyList<JsonNode> Lines(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return [.. text.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!)];
    }

    private static string Line(string? id, JsonObject input)
    {
        var line = new JsonObject();
        if (id is not null)
        {
            line["recordId"] = id;
        }

        line["modelInput"] = input;
        return line.ToJsonString() + "\n";
    }
}
