using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Clients;

/// <summary>One server for all tests of SDK clients, with one process for each SDK.</summary>
public sealed class ClientServer : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Members = new() { PropertyNamingPolicy = null };
    private readonly Dictionary<bool, Task<SdkProcess>> _processes = [];

    /// <summary>The server.</summary>
    public GanbanServer Server { get; } = new();

    /// <summary>The environment variables that any AWS client on this machine needs to find the server.</summary>
    internal static Dictionary<string, string> Environment(Uri address) => new()
    {
        ["AWS_ENDPOINT_URL"] = address.ToString().TrimEnd('/'),
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["AWS_CONFIG_FILE"] = "/nonexistent",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/nonexistent",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["PYTHONIOENCODING"] = "utf-8",
    };

    /// <inheritdoc/>
    public Task InitializeAsync() => Server.InitializeAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (var process in _processes.Values)
        {
            (await process).Dispose();
        }

        await Server.DisposeAsync();
    }

    /// <summary>Calls an operation of the control plane.</summary>
    internal Task<SdkResult> Bedrock(Sdk sdk, string operation, object? input = null, object? more = null) =>
        Call(sdk, "bedrock", operation, input, more);

    /// <summary>Calls an operation of the runtime.</summary>
    internal Task<SdkResult> Runtime(Sdk sdk, string operation, object? input = null, object? more = null) =>
        Call(sdk, "bedrock-runtime", operation, input, more);

    /// <summary>Calls an operation of the control plane of agents, prompts and knowledge bases.</summary>
    internal Task<SdkResult> Agent(Sdk sdk, string operation, object? input = null, object? more = null) =>
        Call(sdk, "bedrock-agent", operation, input, more);

    /// <summary>Calls an operation of the runtime of agents, flows, knowledge bases and sessions.</summary>
    internal Task<SdkResult> AgentRuntime(Sdk sdk, string operation, object? input = null, object? more = null) =>
        Call(sdk, "bedrock-agent-runtime", operation, input, more);

    /// <summary>Calls an operation of functions.</summary>
    internal Task<SdkResult> Lambda(Sdk sdk, string operation, object? input = null, object? more = null) =>
        Call(sdk, "lambda", operation, input, more);

    /// <summary>Begins a call of the runtime.</summary>
    internal async Task<SdkProcess.RunningCall> Begin(Sdk sdk, string operation, object input) =>
        (await Process(sdk)).Begin(Line(sdk, "bedrock-runtime", operation, input, null));

    /// <summary>A blob of a call's input.</summary>
    internal static JsonObject Blob(string text) => new() { ["$text"] = text };

    /// <summary>A blob of a call's input that holds JSON.</summary>
    internal static JsonObject Blob(object json) => Blob(JsonSerializer.Serialize(json, Members));

    /// <summary>A blob of a call's input that is no text.</summary>
    internal static JsonObject Bytes(byte[] bytes) => new() { ["$base64"] = Convert.ToBase64String(bytes) };

    /// <summary>The line that asks for a call.</summary>
    internal static JsonObject Line(Sdk sdk, string service, string operation, object? input, object? more)
    {
        var line = JsonSerializer.SerializeToNode(more ?? new { }, Members)!.AsObject();
        line["service"] = service;
        line["operation"] = operation;
        line["http"] = sdk == Sdk.JavaScriptHttp1 ? 1 : 2;
        line["input"] = JsonSerializer.SerializeToNode(input ?? new { }, Members);
        return line;
    }

    private async Task<SdkResult> Call(Sdk sdk, string service, string operation, object? input, object? more) =>
        await (await Process(sdk)).Call(Line(sdk, service, operation, input, more));

    private Task<SdkProcess> Process(Sdk sdk)
    {
        var javaScript = sdk != Sdk.Boto3;
        lock (_processes)
        {
            if (!_processes.TryGetValue(javaScript, out var process))
            {
                process = _processes[javaScript] = SdkProcess.Start(javaScript, Environment(Server.Address));
            }

            return process;
        }
    }
}

/// <summary>The tests that share <see cref="ClientServer"/>.</summary>
[CollectionDefinition(Name)]
public sealed class ClientTests : ICollectionFixture<ClientServer>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "SDK clients";
}
