using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Server.Tests.Clients;
using Ganban.TestKit;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>A server whose models play a script and whose functions are a double's, with a client of the SDK.</summary>
public sealed class AgentRuntimeServer : IAsyncLifetime
{
    public const string Model = "anthropic.claude-3-haiku-20240307-v1:0";
    /// <summary>A model whose engine is a double behind OpenAI's API.</summary>
    public const string SeeingModel = "amazon.nova-lite-v1:0";
    public const string Function = "arn:aws:lambda:us-east-1:000000000000:function:";

    private Task<SdkProcess>? _sdk;

    public GanbanServer Server { get; } = new();

    public LoopbackEngine Functions { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Functions = await LoopbackEngine.Start();
        var path = Path.Combine(Server.Data, "script.json");
        await File.WriteAllTextAsync(path, AgentScript.Text);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["GANBAN__ENGINES__PLAY__KIND"] = "scripted",
            ["GANBAN__ENGINES__PLAY__SCRIPT"] = path,
            ["GANBAN__BINDINGS__0__PATTERN"] = "anthropic.*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "play",
            ["GANBAN__ENGINES__EYES__KIND"] = "openai",
            ["GANBAN__ENGINES__EYES__URL"] = Functions.OpenAiAddress.ToString(),
            ["GANBAN__ENGINES__EYES__MODEL"] = "tiny-eyes",
            ["GANBAN__BINDINGS__1__PATTERN"] = SeeingModel,
            ["GANBAN__BINDINGS__1__ENGINE"] = "eyes",
            ["GANBAN__FUNCTIONS__ENDPOINTS__0__PATTERN"] = Function + "hanging",
            ["GANBAN__FUNCTIONS__ENDPOINTS__0__URL"] = Functions.Address.ToString(),
            ["GANBAN__FUNCTIONS__ENDPOINTS__0__TIMEMAX"] = "00:00:01",
            ["GANBAN__FUNCTIONS__ENDPOINTS__1__PATTERN"] = Function + "*",
            ["GANBAN__FUNCTIONS__ENDPOINTS__1__URL"] = Functions.Address.ToString(),
        })
        {
            Server.Environment[name] = value;
        }

        await Server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        if (_sdk is not null)
        {
            (await _sdk).Dispose();
        }

        await Functions.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>Starts the server again on the same data; its client finds it at its new address.</summary>
    internal async Task Restart()
    {
        await Server.InitializeAsync();
        if (_sdk is not null)
        {
            (await _sdk).Dispose();
            _sdk = null;
        }
    }

    /// <summary>Says what a function answers.</summary>
    internal void On(string function, Func<JsonNode, object> answer) =>
        On(function, call => Task.FromResult(answer(call)));

    /// <summary>Says what a function answers when it likes.</summary>
    internal void On(string function, Func<JsonNode, Task<object>> answer) => Functions.On(
        $"/2015-03-31/functions/{function}/invocations",
        async reply => await reply.Json(System.Text.Json.JsonSerializer.Serialize(await answer(reply.Call.Body))));

    /// <summary>Says that a function answers a text to every action.</summary>
    internal void On(string function, string text) => On(function, call => Answer(call, text));

    /// <summary>What a function of an action group answers.</summary>
    internal static object Answer(JsonNode call, string text, string? state = null) => call["function"] is not null
        ? new
        {
            messageVersion = "1.0",
            response = new
            {
                actionGroup = (string)call["actionGroup"]!,
                function = (string)call["function"]!,
                functionResponse = new { responseState = state, responseBody = new { TEXT = new { body = text } } },
            },
        }
        : new
        {
            messageVersion = "1.0",
            response = new Dictionary<string, object>
            {
                ["actionGroup"] = (string)call["actionGroup"]!,
                ["apiPath"] = (string)call["apiPath"]!,
                ["httpMethod"] = (string)call["httpMethod"]!,
                ["httpStatusCode"] = 200,
                ["responseBody"] = new Dictionary<string, object> { ["application/json"] = new { body = text } },
            },
        };

    /// <summary>What a function that orchestrates answers.</summary>
    internal static object Act((string Action, object Text) step) => new
    {
        version = "1.0",
        actionEvent = step.Action,
        output = new
        {
            text = System.Text.Json.JsonSerializer.Serialize(step.Text),
            trace = new { @event = new { text = step.Action } },
        },
        context = new { sessionAttributes = new { }, promptSessionAttributes = new { } },
    };

    /// <summary>What a function that orchestrates is told of a tool's result.</summary>
    internal static string ToolText(JsonNode call) =>
        (string)JsonNode.Parse((string)call["input"]!["text"]!)!["toolResult"]!["content"]![0]!["text"]!;

    /// <summary>The events that a function got.</summary>
    internal IReadOnlyList<JsonNode> Events(string function) =>
    [
        .. Functions.Calls
            .Where(call => call.Path == $"/2015-03-31/functions/{function}/invocations")
            .Select(call => call.Body),
    ];

    /// <summary>Calls an operation of an agent's service.</summary>
    internal async Task<SdkResult> Call(string service, string operation, object input) =>
        await (await Sdk()).Call(ClientServer.Line(Clients.Sdk.JavaScript, service, operation, input, more: null));

    /// <summary>Invokes an agent that the request describes.</summary>
    internal async Task<AgentReply> Inline(object input) =>
        new(await Call("bedrock-agent-runtime", "InvokeInlineAgent", input));

    private Task<SdkProcess> Sdk() =>
        _sdk ??= SdkProcess.Start(javaScript: true, ClientServer.Environment(Server.Address));
}
