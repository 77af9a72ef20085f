using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Doors;

[Collection(DoorTests.Name)]
public sealed class ResponsesTests : IDisposable
{
    private const string Path = "/openai/v1/responses";
    private readonly DoorServer _doors;
    private readonly DoorHttp _http;

    public ResponsesTests(DoorServer doors)
    {
        _doors = doors;
        _http = new DoorHttp(doors.Server.Address);
        doors.SayGoodDay();
    }

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(Path)]
    [InlineData("/v1/responses")]
    public async Task A_response_is_made_and_kept(string path)
    {
        var made = await _http.Ask(path, new
        {
            model = DoorServer.Llama,
            instructions = "Be brief.",
            input = "Hello",
            metadata = new { project = "p1" },
        });

        var id = (string)made["id"]!;
        Assert.Equal(("response", "completed"), ((string)made["object"]!, (string)made["status"]!));
        var item = Assert.Single(made["output"]!.AsArray())!;
        Assert.Equal(("message", "assistant"), ((string)item["type"]!, (string)item["role"]!));
        Assert.Equal("Good day!", (string)item["content"]![0]!["text"]!);
        Assert.Equal((7, 3, 10), (Usage("input_tokens"), Usage("output_tokens"), Usage("total_tokens")));
        Assert.Equal("p1", (string)made["metadata"]!["project"]!);
        Assert.True((bool)made["store"]!);
        Assert.Equal(["system", "user"], Roles());
        Assert.True(JsonNode.DeepEquals(made, await _http.Get($"{path}/{id}")));

        int Usage(string name) => (int)made["usage"]![name]!;
    }

    [Fact]
    public async Task A_response_goes_on_from_another_without_its_instructions()
    {
        var first = await Ask(new { model = DoorServer.Llama, instructions = "Be brief.", input = "Hello" });
        var second = await Ask(
            new { model = DoorServer.Llama, input = "And now?", previous_response_id = (string)first["id"]! });
        await Ask(new
        {
            model = DoorServer.Llama,
            input = new[] { new { role = "user", content = "At last?" } },
            previous_response_id = (string)second["id"]!,
            store = false,
        });

        Assert.Equal((string)first["id"]!, (string)second["previous_response_id"]!);
        Assert.Equal(["user", "assistant", "user", "assistant", "user"], Roles());
        Assert.Equal("Good day!", (string)_doors.Engine.Last.Body["messages"]![1]!["content"]!);
    }

    [Fact]
    public async Task What_is_not_stored_or_was_deleted_is_not_there()
    {
        var unkept = await Ask(new { model = DoorServer.Llama, input = "Hello", store = false });
        var kept = await Ask(new { model = DoorServer.Llama, input = "Hello" });
        using var deleted = await _http.Send(HttpMethod.Delete, $"{Path}/{kept["id"]}");
        Assert.True((bool)(await DoorHttp.Json(deleted))["deleted"]!);

        foreach (var id in new[] { (string)unkept["id"]!, (string)kept["id"]!, "resp_none", "nothing" })
        {
            foreach (var (method, path) in new[]
            {
                (HttpMethod.Get, $"{Path}/{id}"),
                (HttpMethod.Get, $"{Path}/{id}/input_items"),
                (HttpMethod.Delete, $"{Path}/{id}"),
            })
            {
                using var missing = await _http.Send(method, path);
                Assert.Equal(404, (int)missing.StatusCode);
            }

            using var refused = await _http.Post(
                Path, new { model = DoorServer.Llama, input = "Hello", previous_response_id = id });
            var error = (await DoorHttp.Json(refused))["error"]!;
            Assert.Equal((400, "previous_response_not_found"), ((int)refused.StatusCode, (string)error["code"]!));
        }
    }

    [Fact]
    public async Task Responses_belong_to_their_account()
    {
        var made = await Ask(new { model = DoorServer.Llama, input = "Hello" });
        using var other = new DoorHttp(_doors.Server.Address, _doors.OtherKey);
        using var read = await other.Send(HttpMethod.Get, $"{Path}/{made["id"]}");
        using var removed = await other.Send(HttpMethod.Delete, $"{Path}/{made["id"]}");
        using var used = await other.Post(
            Path, new { model = DoorServer.Llama, input = "Hi", previous_response_id = (string)made["id"]! });

        Assert.Equal((404, 404, 400), ((int)read.StatusCode, (int)removed.StatusCode, (int)used.StatusCode));
        Assert.Equal("response", (string)(await _http.Get($"{Path}/{made["id"]}"))["object"]!);
    }

    [Fact]
    public async Task A_kept_response_outlives_the_server()
    {
        var server = new GanbanServer();
        await server.InitializeAsync();
        try
        {
            using var before = new DoorHttp(server.Address);
            var made = await before.Ask(Path, new { model = DoorServer.Claude, input = "Hello", max_output_tokens = 3 });
            server.Process.Kill();
            await server.Process.WaitForExitAsync();
            await server.InitializeAsync();
            using var after = new DoorHttp(server.Address);

            Assert.True(JsonNode.DeepEquals(made, await after.Get($"{Path}/{made["id"]}")));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Input_items_are_listed_in_pages()
    {
        var made = await Ask(new
        {
            model = DoorServer.Llama,
            input = new object[]
            {
                new { role = "user", content = "One" },
                new { type = "message", role = "assistant", content = "Two" },
                new { role = "user", content = new[] { new { type = "input_text", text = "Three" } } },
            },
        });
        var first = await _http.Get($"{Path}/{made["id"]}/input_items?limit=2&order=asc");
        var second = await _http.Get($"{Path}/{made["id"]}/input_items?limit=2&order=asc&after={first["last_id"]}");

        Assert.True((bool)first["has_more"]!);
        Assert.Equal(["One", "Two"], Texts(first));
        Assert.Equal(["input_text", "output_text"], first["data"]!.AsArray().Select(item => (string)item!["content"]![0]!["type"]!));
        Assert.False((bool)second["has_more"]!);
        Assert.Equal(["Three"], Texts(second));
        Assert.Equal(["Three", "Two", "One"], Texts(await _http.Get($"{Path}/{made["id"]}/input_items")));
    }

    [Fact]
    public async Task Calls_are_answered_in_the_response_that_goes_on()
    {
        var first = await Ask(new { model = DoorServer.Llama, input = "How many?", tools = new[] { DoorWords.ResponseTool } });
        var output = first["output"]!.AsArray();
        Assert.Equal(["reasoning", "function_call", "function_call"], output.Select(item => (string)item!["type"]!));
        Assert.Equal("The stock tells.", (string)output[0]!["content"]![0]!["text"]!);

        var results = output.Skip(1).Select(call => new
        {
            type = "function_call_output",
            call_id = (string)call!["call_id"]!,
            output = "7",
        });
        var second = await Ask(new
        {
            model = DoorServer.Llama,
            input = results,
            tools = new[] { DoorWords.ResponseTool },
            previous_response_id = (string)first["id"]!,
        });

        Assert.Equal("Good day!", (string)second["output"]![0]!["content"]![0]!["text"]!);
        Assert.Equal(["user", "assistant", "tool", "tool"], Roles());

        // The same conversation with all items sent along.
        var whole = await Ask(new
        {
            model = DoorServer.Llama,
            input = new JsonArray(
            [
                new JsonObject { ["role"] = "user", ["content"] = "How many?" },
                .. output.Select(item => item!.DeepClone()),
                .. results.Select(result => System.Text.Json.JsonSerializer.SerializeToNode(result)),
            ]),
            tools = new[] { DoorWords.ResponseTool },
            store = false,
        });
        Assert.Equal("Good day!", (string)whole["output"]![0]!["content"]![0]!["text"]!);
    }

    [Fact]
    public async Task A_stream_builds_the_response_that_is_kept()
    {
        var events = await _http.Stream(Path, new { model = DoorServer.Llama, input = "Hello", stream = true });

        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
                "response.output_text.delta", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
            ],
            events.Select(item => item.Name));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(item => (int)item.Json["sequence_number"]!));
        var response = events[^1].Json["response"]!;
        Assert.Equal("Good day!", (string)response["output"]![0]!["content"]![0]!["text"]!);
        Assert.True(JsonNode.DeepEquals(response, await _http.Get($"{Path}/{response["id"]}")));
    }

    [Fact]
    public async Task A_stream_tells_thoughts_and_calls_as_items_of_their_own()
    {
        var events = await _http.Stream(
            Path, new { model = DoorServer.Llama, input = "How many?", tools = new[] { DoorWords.ResponseTool }, stream = true });

        var added = events.Where(item => item.Name == "response.output_item.added").Select(item => item.Json).ToList();
        Assert.Equal([0, 1, 2], added.Select(item => (int)item["output_index"]!));
        Assert.Equal(
            ["reasoning", "function_call", "function_call"], added.Select(item => (string)item["item"]!["type"]!));
        Assert.Contains(events, item => item.Name == "response.reasoning_text.done");
        Assert.Equal(
            "{\"part\":\"M5\"}",
            (string)events.Last(item => item.Name == "response.function_call_arguments.done").Json["arguments"]!);
    }

    [Fact]
    public async Task A_limit_makes_a_response_incomplete()
    {
        var made = await Ask(new { model = DoorServer.Claude, input = "Hello", max_output_tokens = 2 });
        var events = await _http.Stream(
            Path, new { model = DoorServer.Claude, input = "Hello", max_output_tokens = 2, stream = true });

        Assert.Equal("incomplete", (string)made["status"]!);
        Assert.Equal("max_output_tokens", (string)made["incomplete_details"]!["reason"]!);
        Assert.Equal("response.incomplete", events[^1].Name);
    }

    [Fact]
    public async Task A_schema_is_followed()
    {
        var made = await Ask(new
        {
            model = DoorServer.Claude,
            input = "Hello",
            text = new { format = new { type = "json_schema", name = "sky", schema = DoorWords.Sky, strict = true } },
        });

        var text = (string)made["output"]![0]!["content"]![0]!["text"]!;
        Assert.Contains((string)JsonNode.Parse(text)!["sky"]!, new[] { "clear", "cloudy" });
    }

    [Fact]
    public async Task A_fault_of_the_engine_in_a_stream_is_an_event()
    {
        _doors.Engine.On(DoorServer.Chat, async reply =>
        {
            await reply.Events(OpenAiWords.Text("Good"));
            await reply.Events("garbage");
        });
        var events = await _http.Stream(Path, new { model = DoorServer.Llama, input = "Hello", stream = true });

        Assert.Equal("error", events[^1].Name);
        Assert.Equal(("error", "server_error"), ((string)events[^1].Json["type"]!, (string)events[^1].Json["code"]!));
        Assert.Equal(events.Count - 1, (int)events[^1].Json["sequence_number"]!);
    }

    private Task<JsonNode> Ask(object body) => _http.Ask(Path, body);

    private IEnumerable<string> Roles() =>
        _doors.Engine.Last.Body["messages"]!.AsArray().Select(turn => (string)turn!["role"]!);

    private static IEnumerable<string> Texts(JsonNode page) =>
        page["data"]!.AsArray().Select(item => (string)item!["content"]![0]!["text"]!);
}
