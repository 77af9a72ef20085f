using Ganban.EngineDouble;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Engines;

/// <summary>
/// The real server with two doubles: Meta's models go to one and fall back to the other, Mistral's are balanced over
/// both, Amazon's images are made by OpenAI's API, Stability's by Stable Diffusion's.
/// </summary>
public sealed class ManyEngines : IAsyncLifetime
{
    public GanbanServer Server { get; } = new();

    public LoopbackEngine House { get; private set; } = null!;

    public LoopbackEngine Spare { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        House = await LoopbackEngine.Start();
        Spare = await LoopbackEngine.Start();
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ENGINES__HOUSE__KIND"] = "openai",
            ["ENGINES__HOUSE__URL"] = House.OpenAiAddress.ToString(),
            ["ENGINES__HOUSE__MODEL"] = "tiny",
            ["ENGINES__HOUSE__IMAGEMODEL"] = "dall-e-3",
            ["ENGINES__SPARE__KIND"] = "openai",
            ["ENGINES__SPARE__URL"] = Spare.OpenAiAddress.ToString(),
            ["ENGINES__SPARE__MODEL"] = "small",
            ["ENGINES__STUDIO__KIND"] = "stable-diffusion",
            ["ENGINES__STUDIO__URL"] = Spare.Address.ToString(),
            ["ENGINES__WATCHED__KIND"] = "openai",
            ["ENGINES__WATCHED__URL"] = House.OpenAiAddress.ToString(),
            ["ENGINES__WATCHED__MODEL"] = "tiny",
            ["ENGINES__WATCHED__HEALTHCHECK"] = "00:00:01",
            ["ENGINES__NARROW__KIND"] = "openai",
            ["ENGINES__NARROW__URL"] = House.OpenAiAddress.ToString(),
            ["ENGINES__NARROW__MODEL"] = "tiny",
            ["ENGINES__NARROW__CONCURRENCY"] = "1",
            ["ENGINES__NARROW__WAITINGMAX"] = "0",
            ["BINDINGS__4__PATTERN"] = "ai21.*",
            ["BINDINGS__4__ENGINE"] = "watched",
            ["BINDINGS__4__FALLBACKS__0"] = "spare",
            ["BINDINGS__5__PATTERN"] = "cohere.*",
            ["BINDINGS__5__ENGINE"] = "narrow",
            ["BINDINGS__0__PATTERN"] = "meta.*",
            ["BINDINGS__0__ENGINE"] = "house",
            ["BINDINGS__0__FALLBACKS__0"] = "spare",
            ["BINDINGS__1__PATTERN"] = "mistral.*",
            ["BINDINGS__1__BALANCE__HOUSE"] = "1",
            ["BINDINGS__1__BALANCE__SPARE"] = "1",
            ["BINDINGS__2__PATTERN"] = "amazon.*",
            ["BINDINGS__2__ENGINE"] = "house",
            ["BINDINGS__3__PATTERN"] = "stability.*",
            ["BINDINGS__3__ENGINE"] = "studio",
        })
        {
            Server.Environment["GANBAN__" + name] = value;
        }

        await Server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await House.DisposeAsync();
        await Spare.DisposeAsync();
    }
}
