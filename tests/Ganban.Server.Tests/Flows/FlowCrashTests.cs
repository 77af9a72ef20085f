using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Server.Tests.Engines;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Flows;

/// <summary>A process that is killed in the middle of an execution, and the one that goes on.</summary>
public sealed class FlowCrashTests : IAsyncLifetime
{
    private const int Items = 12;
    private readonly RemoteServer _remote = new();
    private readonly List<string> _asked = [];

    public Task InitializeAsync() => _remote.InitializeAsync();

    public Task DisposeAsync() => _remote.DisposeAsync();

    [Fact]
    public async Task A_killed_process_goes_on_with_the_nodes_that_had_not_ended()
    {
        string path;
        var reached = AnswerUntil(5);
        using (var http = new SignedHttp(_remote.Server.Address))
        {
            path = await Start(http);
        }

        await reached;
        _remote.Server.Process.Kill();
        await _remote.Server.Process.WaitForExitAsync();

        _ = AnswerUntil(int.MaxValue);
        await _remote.Server.InitializeAsync();
        using var again = new SignedHttp(_remote.Server.Address);
        var ended = await End(again, path);

        Assert.Equal("Succeeded", (string)ended["status"]!);
        using var events = await again.Get(path + "/events?eventType=Flow");
        var outputs = (await SignedHttp.Json(events))["flowExecutionEvents"]!.AsArray();
        Assert.Equal(2, outputs.Count);
        var answer = outputs[1]!["flowOutputEvent"]!["fields"]![0]!["content"]!["document"]!.AsArray();
        Assert.Equal(Enumerable.Repeat("Done", Items), answer.Select(item => (string)item!));

        // What was answered may not have been written when the process died: two nodes run at a time.
        Assert.InRange(_asked.Count, Items, Items + 2);
        Assert.Equal(Items, _asked.Distinct().Count());
    }

    private static async Task<string> Start(SignedHttp http)
    {
        var draft = new FlowDraft().Start("Array")
            .Node("each", "Iterator", ["array:Array=$.data"], ["arrayItem:String", "arraySize:Number"])
            .Data("start.document", "each.array")
            .Prompt("ask", "Item {{item}}.", ["item:String=$.data"]).Data("each.arrayItem", "ask.item")
            .Node("all", "Collector", ["arrayItem:String=$.data", "arraySize:Number=$.data"], ["collectedArray:Array"])
            .Data("ask.modelCompletion", "all.arrayItem").Data("each.arraySize", "all.arraySize")
            .End("end", "Array").Data("all.collectedArray", "end.document");
        var flow = await Send(http, "/flows/", new JsonObject
        {
            ["name"] = "crash",
            ["executionRoleArn"] = "arn:aws:iam::000000000000:role/flows",
            ["definition"] = draft.Json,
        });
        var id = (string)flow["id"]!;
        Assert.Equal("Prepared", (string)(await Send(http, $"/flows/{id}/", []))["status"]!);
        await Send(http, $"/flows/{id}/versions", []);
        var alias = await Send(http, $"/flows/{id}/aliases", new JsonObject
        {
            ["name"] = "two",
            ["routingConfiguration"] = new JsonArray(new JsonObject { ["flowVersion"] = "1" }),
            ["concurrencyConfiguration"] = new JsonObject { ["type"] = "Manual", ["maxConcurrency"] = 2 },
        });
        var path = $"/flows/{id}/aliases/{(string)alias["id"]!}/executions";
        var items = new JsonArray([.. Enumerable.Range(1, Items).Select(i => JsonValue.Create($"{i}"))]);
        await Send(http, path, new JsonObject
        {
            ["flowExecutionName"] = "killed",
            ["inputs"] = new JsonArray(new JsonObject
            {
                ["nodeName"] = "start",
                ["content"] = new JsonObject { ["document"] = items },
            }),
        });
        return path + "/killed";
    }

    private static async Task<JsonNode> End(SignedHttp http, string path)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            using var response = await http.Get(path);
            var found = await SignedHttp.Json(response);
            if (found["endedAt"] is not null)
            {
                return found;
            }

            await Task.Delay(20, late.Token);
        }
    }

    private static async Task<JsonNode> Send(SignedHttp http, string path, JsonObject body)
    {
        using var response = await http.Send(HttpMethod.Post, path, body.ToJsonString());
        var json = await SignedHttp.Json(response);
        Assert.True(response.IsSuccessStatusCode, json.ToJsonString());
        return json;
    }

    // The engine answers so many requests and is silent to the others.
    private Task AnswerUntil(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var number = 0;
        _remote.Engine.On("/v1/chat/completions", async reply =>
        {
            if (Interlocked.Increment(ref number) > count)
            {
                reached.TrySetResult();
                await reply.Hang();
                return;
            }

            lock (_asked)
            {
                _asked.Add(reply.Call.Body["messages"]!.ToJsonString());
            }

            await reply.Events(OpenAiWords.Answer("Done"));
        });
        return reached.Task;
    }
}
