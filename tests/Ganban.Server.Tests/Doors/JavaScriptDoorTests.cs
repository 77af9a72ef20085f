using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.Doors;

/// <summary>The SDKs of OpenAI and Anthropic for JavaScript, as their users call them.</summary>
[Collection(DoorTests.Name)]
public sealed class JavaScriptDoorTests : IAsyncLifetime
{
    private readonly DoorServer _doors;
    private SdkProcess? _process;

    public JavaScriptDoorTests(DoorServer doors)
    {
        _doors = doors;
        doors.SayGoodDay();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        _process?.Dispose();
        return Task.CompletedTask;
    }

    [NodeFact]
    public async Task OpenAIs_SDK_completes_chats()
    {
        var body = new { model = DoorServer.Llama, messages = DoorWords.Hello };
        var answer = await OpenAi("chat.completions.create", body);
        var stream = await OpenAi("chat.completions.create", new { body.model, body.messages, stream = true });
        var called = await OpenAi(
            "chat.completions.create", new { body.model, body.messages, tools = new[] { DoorWords.ChatTool } });

        Assert.Equal("Good day!", (string)answer.Output["choices"]![0]!["message"]!["content"]!);
        Assert.Equal("Good day!", string.Concat(stream.Events.Select(
            chunk => (string?)chunk["choices"]![0]!["delta"]!["content"])));
        Assert.Equal(
            "stock", (string)called.Output["choices"]![0]!["message"]!["tool_calls"]![1]!["function"]!["name"]!);
    }

    [NodeFact]
    public async Task OpenAIs_SDK_reads_embeddings_and_models()
    {
        var embedded = await OpenAi("embeddings.create", new { model = DoorServer.Titan, input = new[] { "a", "b" } });
        var listed = await OpenAi("models.list");
        var shown = await OpenAi("models.retrieve", DoorServer.Titan);

        Assert.Equal([1024, 1024], embedded.Output["data"]!.AsArray().Select(item => item!["embedding"]!.AsArray().Count));
        Assert.Contains(listed.Output["data"]!.AsArray(), model => (string)model!["id"]! == DoorServer.Titan);
        Assert.Equal(DoorServer.Titan, (string)shown.Output["id"]!);
    }

    [NodeFact]
    public async Task OpenAIs_SDK_makes_keeps_and_goes_on_from_responses()
    {
        var made = await OpenAi("responses.create", new { model = DoorServer.Llama, input = "Hello" });
        var id = (string)made.Output["id"]!;
        var next = await OpenAi("responses.create", new
        {
            model = DoorServer.Llama,
            input = "And now?",
            previous_response_id = id,
            stream = true,
        });
        var read = await OpenAi("responses.retrieve", id);
        var items = await OpenAi("responses.inputItems.list", id);
        await OpenAi("responses.delete", id);
        var gone = await OpenAi("responses.retrieve", id);

        Assert.Equal("Good day!", (string)made.Output["output_text"]!);
        Assert.Equal("response.completed", (string)next.Events[^1]["type"]!);
        Assert.Equal(id, (string)read.Output["id"]!);
        Assert.Equal("Hello", (string)items.Output["data"]![0]!["content"]![0]!["text"]!);
        Assert.Equal(("NotFoundError", 404), (gone.Error, gone.Status));
    }

    [NodeFact]
    public async Task OpenAIs_SDK_knows_the_errors()
    {
        var unknown = await OpenAi("chat.completions.create", new { model = "none", messages = DoorWords.Hello });
        var broken = await OpenAi("chat.completions.create", new { model = DoorServer.Llama, messages = DoorWords.Hello, top_p = 2 });
        using var stranger = await Start("wrong");
        var refused = await stranger.Call(Line("openai", "models.list"));

        Assert.Equal(("NotFoundError", 404), (unknown.Error, unknown.Status));
        Assert.Equal(("BadRequestError", 400), (broken.Error, broken.Status));
        Assert.Equal(("AuthenticationError", 401), (refused.Error, refused.Status));
    }

    [NodeFact]
    public async Task Anthropics_SDK_sends_messages()
    {
        var body = new { model = DoorServer.Llama, max_tokens = 9, messages = DoorWords.Hello };
        var answer = await Anthropic("messages.create", body);
        var stream = await Anthropic("messages.create", new { body.model, body.max_tokens, body.messages, stream = true });
        var final = await Anthropic("messages.stream", body);
        var counted = await Anthropic("messages.countTokens", new { model = DoorServer.Claude, body.messages });
        var called = await Anthropic("messages.stream", new
        {
            body.model,
            body.max_tokens,
            body.messages,
            tools = new[] { new { name = "stock", input_schema = DoorWords.Part } },
        });

        Assert.Equal("Good day!", (string)answer.Output["content"]![0]!["text"]!);
        Assert.Equal("message_stop", (string)stream.Events[^1]["type"]!);
        Assert.Equal("Good day!", (string)final.Output["content"]![0]!["text"]!);
        Assert.True((int)counted.Output["input_tokens"]! > 0);
        Assert.Equal("M5", (string)called.Output["content"]![1]!["input"]!["part"]!);
    }

    [NodeFact]
    public async Task Anthropics_SDK_knows_the_errors()
    {
        var unknown = await Anthropic("messages.create", new { model = "none", max_tokens = 9, messages = DoorWords.Hello });
        using var stranger = await Start("wrong");
        var refused = await stranger.Call(
            Line("anthropic", "messages.create", new { model = DoorServer.Llama, max_tokens = 9, messages = DoorWords.Hello }));

        Assert.Equal(("NotFoundError", 404), (unknown.Error, unknown.Status));
        Assert.Equal(("AuthenticationError", 401), (refused.Error, refused.Status));
    }

    private Task<SdkResult> OpenAi(string method, params object[] arguments) => Call("openai", method, arguments);

    private Task<SdkResult> Anthropic(string method, params object[] arguments) => Call("anthropic", method, arguments);

    private async Task<SdkResult> Call(string client, string method, object[] arguments)
    {
        _process ??= await Start("test");
        return await _process.Call(Line(client, method, arguments));
    }

    private static JsonObject Line(string client, string method, params object[] arguments) => new()
    {
        ["client"] = client,
        ["method"] = method,
        ["args"] = JsonSerializer.SerializeToNode(arguments),
    };

    private Task<SdkProcess> Start(string key) => SdkProcess.StartScript("doors.mjs", new Dictionary<string, string>
    {
        ["GANBAN_ADDRESS"] = _doors.Server.Address.ToString().TrimEnd('/'),
        ["GANBAN_KEY"] = key,
    });
}
