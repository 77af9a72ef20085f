using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Flows;

/// <summary>A server whose models are played by a script, and the JavaScript SDK, for tests of flows.</summary>
public sealed class FlowServer : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::000000000000:role/flows";

    private const string Script = """
        { "rules": [
          { "when": { "user": "too busy" }, "error": { "name": "ThrottlingException", "message": "Not now." } },
          { "when": { "user": "take your time" }, "reply": { "text": "At last.", "delayMilliseconds": 600000 } },
          { "when": { "user": "粘土" }, "reply": { "text": "粘土の在庫は5kgです。" } },
          { "when": { "user": "ニューロチップ" }, "reply": { "text": "ニューロチップの在庫は10個です。" } },
          { "when": { "system": "pirate" }, "reply": { "text": "Arr!" } },
          { "when": { "user": "It is blue" }, "reply": { "text": "A blue robot it is." } },
          { "when": { "toolResult": "It is blue" }, "reply": { "text": "A blue robot it is." } },
          { "when": { "toolResult": "5kg since version 1" }, "reply": { "text": "5kg." } },
          { "when": { "tool": "get_stock" },
            "reply": { "toolCalls": [ { "name": "get_stock", "input": { "material": "clay" } } ] } },
          { "when": { "tool": "ask_user" },
            "reply": { "toolCalls": [ { "name": "ask_user", "input": { "question": "Which colour?" } } ] } },
          { "reply": { "text": "Fine." } }
        ] }
        """;

    private SdkProcess _sdk = null!;

    /// <summary>The server.</summary>
    public GanbanServer Server { get; } = new();

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var path = Path.Combine(Server.Data, "script.json");
        await File.WriteAllTextAsync(path, Script);
        Server.Environment["GANBAN__ENGINES__PLAY__KIND"] = "scripted";
        Server.Environment["GANBAN__ENGINES__PLAY__SCRIPT"] = path;
        Server.Environment["GANBAN__BINDINGS__0__PATTERN"] = "meta.*";
        Server.Environment["GANBAN__BINDINGS__0__ENGINE"] = "play";
        Server.Environment["GANBAN__BINDINGS__1__PATTERN"] = "anthropic.*";
        Server.Environment["GANBAN__BINDINGS__1__ENGINE"] = "play";
        await Server.InitializeAsync();
        if (Tools.NodeMissing is null)
        {
            _sdk = await SdkProcess.Start(javaScript: true, ClientServer.Environment(Server.Address));
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _sdk?.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Calls an operation of the control plane.</summary>
    internal Task<SdkResult> Call(string operation, object input) => Call("bedrock-agent", operation, input);

    /// <summary>Calls an operation of the control plane and gives its output.</summary>
    internal async Task<JsonNode> Do(string operation, object input) => (await Call(operation, input)).Output;

    /// <summary>Calls an operation of the runtime.</summary>
    internal Task<SdkResult> Run(string operation, object input) => Call("bedrock-agent-runtime", operation, input);

    /// <summary>Creates a flow.</summary>
    internal async Task<string> Create(string name, FlowDraft draft) => (string)(await Do(
        "CreateFlow", new { name, executionRoleArn = Role, definition = draft.Json }))["id"]!;

    /// <summary>Creates a flow that can be run.</summary>
    internal async Task<string> Prepare(string name, FlowDraft draft)
    {
        var id = await Create(name, draft);
        var prepared = await Do("PrepareFlow", new { flowIdentifier = id });
        Assert.True(
            (string)prepared["status"]! == "Prepared",
            (await Do("GetFlow", new { flowIdentifier = id }))["validations"]!.ToJsonString());
        return id;
    }

    /// <summary>Runs a flow's draft.</summary>
    internal Task<SdkResult> Invoke(
        string flowIdentifier,
        JsonNode document,
        bool enableTrace = false,
        string flowAliasIdentifier = "TSTALIASID") =>
        Run("InvokeFlow", new
        {
            flowIdentifier,
            flowAliasIdentifier,
            enableTrace,
            inputs = new[] { new { nodeName = "start", nodeOutputName = "document", content = new { document } } },
        });

    /// <summary>The documents that a flow gave out, as JSON.</summary>
    internal static string[] Outputs(SdkResult result) =>
    [
        .. result.Events.Where(item => SdkResult.NameOf(item) == "flowOutputEvent")
            .Select(item => item["flowOutputEvent"]!["content"]!["document"]!.ToJsonString(Plain)),
    ];

    private static JsonSerializerOptions Plain { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Task<SdkResult> Call(string service, string operation, object input) =>
        _sdk.Call(ClientServer.Line(Sdk.JavaScript, service, operation, input, null));
}

/// <summary>The tests that share <see cref="FlowServer"/>.</summary>
[CollectionDefinition(Name)]
public sealed class FlowCollection : ICollectionFixture<FlowServer>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Flows";
}
