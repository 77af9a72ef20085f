using System.Text;
using System.Text.Json;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.ModelAccess;
using Ganban.Bedrock.ModelImport;
using Ganban.Bedrock.PromptRouters;
using Ganban.Bedrock.Prompts;
using Ganban.Bedrock.ProvisionedThroughput;
using Ganban.Contracts;
using Ganban.Inference.Embeddings;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Objects;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>
/// The runtime's operations, from a request's body to the response's, over an engine that plays a script.
/// </summary>
internal sealed class Runtime : IAsyncDisposable
{
    private readonly TestStore _store = TestStore.Open();
    private readonly ServiceProvider _services;
    private readonly Dictionary<string, OperationEndpoint> _endpoints;

    private Runtime(ScriptedImageClient? images, bool isLenient, string[] denied)
    {
        var clock = new StepClock();
        Engine = new ScriptedChatClient(clock);
        var engine = new Engine(
            "test",
            "plays a script",
            new TextEngine("scripted", Engine),
            new EmbeddingEngine("lexical", new LexicalEmbeddingGenerator()))
        {
            Image = images is null ? null : new ImageEngine("painter", images),
        };
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(_store.Store)
            .AddSingleton<IObjectStore>(_store.Objects)
            .AddModels(engine)
            .AddSingleton(new LenientOptions(isLenient))
            .AddSingleton(new DeniedRegions(denied))
            .AddInvocation()
            .AddOperationHandlers()
            .BuildServiceProvider();
        _endpoints = _services.GetServices<OperationEndpoint>()
            .Where(endpoint => endpoint.Operation.Service == "bedrock-runtime"
                || endpoint.Operation.Name is "CreateGuardrail" or "CreateProvisionedModelThroughput")
            .ToDictionary(endpoint => endpoint.Operation.Name);
    }

    public ScriptedChatClient Engine { get; }

    /// <summary>The objects of the account that calls.</summary>
    public TestObjects Objects => _store.Objects;

    /// <summary>The headers of the last response.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    public static Runtime Open(
        ScriptedImageClient? images = null, bool isLenient = false, params string[] denied) =>
        new(images, isLenient, denied);

    public Task<string> Invoke(string model, string body, params (string Name, string Value)[] headers) =>
        Answer("InvokeModel", model, body, headers);

    public Task<string> Converse(string model, string body) => Answer("Converse", model, body);

    /// <summary>The whole body of the response.</summary>
    public async Task<string> Answer(
        string operation,
        string model,
        string body,
        params (string Name, string Value)[] headers) =>
        Wire.Json((await Send(operation, [model], Encoding.UTF8.GetBytes(body), headers)).Body);

    public async Task<string> InvokeBytes(string model, byte[] body) => Wire.Json((await Send("InvokeModel", [model], body, [])).Body);

    /// <summary>Makes a guardrail and gives its id.</summary>
    /// <param name="policies">The members that hold its policies.</param>
    public async Task<string> Guardrail(string policies)
    {
        var body = $$"""
            {"name":"g{{Guid.NewGuid():N}}","blockedInputMessaging":"No input.","blockedOutputsMessaging":"No output.",{{policies}}}
            """;
        var response = await Send("CreateGuardrail", [], Encoding.UTF8.GetBytes(body), []);
        return JsonDocument.Parse(response.Body).RootElement.GetProperty("guardrailId").GetString()!;
    }

    /// <summary>Provisions throughput for a model and gives its ARN.</summary>
    public async Task<string> Provision(string model, string name)
    {
        var body = $$"""{"provisionedModelName":"{{name}}","modelId":"{{model}}","modelUnits":1}""";
        var response = await Send("CreateProvisionedModelThroughput", [], Encoding.UTF8.GetBytes(body), []);
        return JsonDocument.Parse(response.Body).RootElement.GetProperty("provisionedModelArn").GetString()!;
    }

    /// <summary>Makes a model known as if it had been imported, and gives its ARN.</summary>
    public async Task<string> Import(string id)
    {
        var tenant = TestStore.Tenant(TestStore.Call());
        var model = new ImportedModel { JobId = "job", JobName = "job", SourceUri = "s3://models/a/", Architecture = "LLAMA" };
        await _store.Store.CreateAsync(
            tenant, ImportedModel.Kind, new NewDocument<ImportedModel>(id, model) { Name = "mine" }, CancellationToken.None);
        return ImportedModels.Arn(tenant, id);
    }

    /// <summary>Lets a guardrail look at content.</summary>
    public async Task<JsonElement> Apply(string guardrail, string body)
    {
        var response = await Send("ApplyGuardrail", [guardrail, "DRAFT"], Encoding.UTF8.GetBytes(body), []);
        return JsonDocument.Parse(response.Body).RootElement;
    }

    /// <summary>What stands inside the chunks.</summary>
    public async Task<List<string>> InvokeStream(
        string model, string body, params (string Name, string Value)[] headers)
    {
        var chunks = new List<string>();
        await foreach (var (name, payload) in Events("InvokeModelWithResponseStream", model, body, headers))
        {
            Assert.Equal("chunk", name);
            chunks.Add(Encoding.UTF8.GetString(JsonDocument.Parse(payload).RootElement.GetProperty("bytes").GetBytesFromBase64()));
        }

        return chunks;
    }

    /// <summary>The events, each as an object with its name for only member.</summary>
    public async Task<List<string>> ConverseStream(string model, string body)
    {
        var events = new List<string>();
        await foreach (var (name, payload) in Events("ConverseStream", model, body))
        {
            events.Add($"{{\"{name}\":{payload}}}");
        }

        return events;
    }

    /// <summary>The error that an operation answers, before any event of a stream.</summary>
    public async Task<ModelledException> Refused(
        string operation, string model, string body, params (string Name, string Value)[] headers) =>
        await Assert.ThrowsAnyAsync<ModelledException>(async () =>
        {
            var parts = await Send(operation, [model], Encoding.UTF8.GetBytes(body), headers);
            if (parts.Events is not null)
            {
                await parts.Events.GetAsyncEnumerator().MoveNextAsync();
            }
        });

    /// <summary>Asserts that a body is refused by the format's rules, with just these complaints.</summary>
    public async Task AssertMalformed(string model, string body, string complaints)
    {
        var error = await Refused("InvokeModel", model, body);
        Assert.Equal(("ValidationException", 400), (error.Code, error.Status));
        Assert.Equal(
            $"Malformed input request: {complaints}, please reformat your input and try again.", error.Message);
    }

    /// <summary>Asserts that what a body asks for is not done yet, and that the refusal names it.</summary>
    public async Task AssertNotDone(string model, string body, string what)
    {
        var error = await Refused("InvokeModel", model, body);
        Assert.Equal(501, error.Status);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _store.DisposeAsync();
    }

    private async IAsyncEnumerable<(string Name, string Payload)> Events(
        string operation, string model, string body, params (string Name, string Value)[] headers)
    {
        var parts = await Send(operation, [model], Encoding.UTF8.GetBytes(body), headers);
        await foreach (var item in parts.Events!)
        {
            var payload = new ResponseParts();
            payload.Json(item.WriteMembers);
            yield return (item.EventType, Wire.Json(payload.Body));
        }
    }

    private async Task<ResponseParts> Send(
        string operation,
        IReadOnlyList<string> labels,
        byte[] body,
        (string Name, string Value)[] headers)
    {
        var context = TestStore.Call(operation: operation);
        var parts = new RequestParts
        {
            Labels = labels,
            Query = [],
            Header = name =>
                headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value,
            Body = body,
        };
        var response = await _endpoints[operation].Invoke(parts, context, CancellationToken.None);
        Headers = response.Headers.Concat(context.Headers).ToDictionary(StringComparer.OrdinalIgnoreCase);
        return response;
    }
}
