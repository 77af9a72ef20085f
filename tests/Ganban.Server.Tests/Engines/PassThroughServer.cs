using Ganban.EngineDouble;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Engines;

/// <summary>
/// A Ganban that sends on: Meta's models to another Ganban in place of Amazon Bedrock, others to a double that plays
/// Amazon Bedrock and an OpenAI-compatible engine.
/// </summary>
public sealed class PassThroughServer : IAsyncLifetime
{
    public const string Key = "bedrock-api-key-that-is-secret";

    public GanbanServer Server { get; } = new();

    public GanbanServer Upstream { get; } = new();

    public LoopbackEngine Double { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Double = await LoopbackEngine.Start();
        await Upstream.InitializeAsync();
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["GANBAN__ENGINES__AWS__KIND"] = "bedrock",
            ["GANBAN__ENGINES__AWS__URL"] = Upstream.Address.ToString(),
            ["GANBAN__ENGINES__CLOUD__KIND"] = "bedrock",
            ["GANBAN__ENGINES__CLOUD__URL"] = Double.Address.ToString(),
            ["GANBAN__ENGINES__CLOUD__REGION"] = "eu-west-1",
            ["GANBAN__ENGINES__KEYED__KIND"] = "bedrock",
            ["GANBAN__ENGINES__KEYED__URL"] = Double.Address + "prefix/",
            ["GANBAN__ENGINES__KEYED__KEY"] = Key,
            ["GANBAN__ENGINES__KEYED__MODEL"] = "eu.another.model-v1:0",
            ["GANBAN__ENGINES__HOUSE__KIND"] = "openai",
            ["GANBAN__ENGINES__HOUSE__URL"] = Double.OpenAiAddress.ToString(),
            ["GANBAN__ENGINES__HOUSE__MODEL"] = "tiny",
            ["GANBAN__BINDINGS__0__PATTERN"] = "meta.*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "aws",
            ["GANBAN__BINDINGS__1__PATTERN"] = "mistral.*",
            ["GANBAN__BINDINGS__1__ENGINE"] = "cloud",
            ["GANBAN__BINDINGS__1__FALLBACKS__0"] = "house",
            ["GANBAN__BINDINGS__2__PATTERN"] = "cohere.*",
            ["GANBAN__BINDINGS__2__ENGINE"] = "house",
            ["GANBAN__BINDINGS__2__FALLBACKS__0"] = "cloud",
            ["GANBAN__BINDINGS__3__PATTERN"] = "ai21.*",
            ["GANBAN__BINDINGS__3__ENGINE"] = "keyed",
            ["GANBAN__BINDINGS__4__PATTERN"] = "anthropic.*",
            ["GANBAN__BINDINGS__4__ENGINE"] = "cloud",
        })
        {
            Server.Environment[name] = value;
        }

        await Server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Upstream.DisposeAsync();
        await Double.DisposeAsync();
    }
}
