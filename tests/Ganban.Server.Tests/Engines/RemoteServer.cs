using Ganban.EngineDouble;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Engines;

/// <summary>
/// The real server with Meta's models bound to an OpenAI-compatible double, Titan's and Nova's embeddings too, and
/// Cohere's models to one of Ollama.
/// </summary>
public sealed class RemoteServer : IAsyncLifetime
{
    public const string Key = "sk-a-key-that-must-not-appear";

    public GanbanServer Server { get; } = new();

    public LoopbackEngine Engine { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Engine = await LoopbackEngine.Start();
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["HOUSE_KEY"] = Key,
            ["GANBAN__ENGINES__HOUSE__KIND"] = "openai",
            ["GANBAN__ENGINES__HOUSE__URL"] = Engine.OpenAiAddress.ToString(),
            ["GANBAN__ENGINES__HOUSE__MODEL"] = "tiny-instruct",
            ["GANBAN__ENGINES__HOUSE__EMBEDDINGMODEL"] = "tiny-embed",
            ["GANBAN__ENGINES__HOUSE__KEYVARIABLE"] = "HOUSE_KEY",
            ["GANBAN__ENGINES__BARN__KIND"] = "ollama",
            ["GANBAN__ENGINES__BARN__URL"] = Engine.Address.ToString(),
            ["GANBAN__ENGINES__BARN__MODEL"] = "llama3.2:1b",
            ["GANBAN__BINDINGS__0__PATTERN"] = "meta.*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "house",
            ["GANBAN__BINDINGS__1__PATTERN"] = "amazon.titan-embed-text-v2*",
            ["GANBAN__BINDINGS__1__ENGINE"] = "house",
            ["GANBAN__BINDINGS__2__PATTERN"] = "cohere.*",
            ["GANBAN__BINDINGS__2__ENGINE"] = "barn",
            ["GANBAN__ENGINES__EYES__KIND"] = "openai",
            ["GANBAN__ENGINES__EYES__URL"] = Engine.OpenAiAddress.ToString(),
            ["GANBAN__ENGINES__EYES__EMBEDDINGMODEL"] = "tiny-clip",
            ["GANBAN__ENGINES__EYES__EMBEDSIMAGES"] = "true",
            ["GANBAN__BINDINGS__3__PATTERN"] = "amazon.titan-embed-image*",
            ["GANBAN__BINDINGS__3__ENGINE"] = "eyes",
            ["GANBAN__BINDINGS__4__PATTERN"] = "amazon.nova-2-multimodal-embeddings*",
            ["GANBAN__BINDINGS__4__ENGINE"] = "eyes",
            ["GANBAN__BINDINGS__5__PATTERN"] = "cohere.embed-v4*",
            ["GANBAN__BINDINGS__5__ENGINE"] = "eyes",
            ["GANBAN__BINDINGS__6__PATTERN"] = "cohere.embed-multilingual*",
            ["GANBAN__BINDINGS__6__ENGINE"] = "eyes",
            ["GANBAN__INVOCATIONLOG__S3INTERVAL"] = "00:00:00.1",
            ["Logging__LogLevel__Default"] = "Trace",
        })
        {
            Server.Environment[name] = value;
        }

        await Server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Engine.DisposeAsync();
    }
}
