using Ganban.EngineDouble;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Doors;

/// <summary>
/// The real server with Meta's and OpenAI's models bound to a double, all others to the engines that it carries, and
/// an API key of an account beside the one of development mode.
/// </summary>
public sealed class DoorServer : IAsyncLifetime
{
    /// <summary>A model that the double answers.</summary>
    public const string Llama = "meta.llama3-8b-instruct-v1:0";

    /// <summary>A model that the double answers, and whose reasoning stands in the text.</summary>
    public const string GptOss = "openai.gpt-oss-20b-1:0";

    /// <summary>A model that the carried engine answers.</summary>
    public const string Claude = "anthropic.claude-3-haiku-20240307-v1:0";

    /// <summary>A model that embeds, by the carried engine.</summary>
    public const string Titan = "amazon.titan-embed-text-v2:0";

    /// <summary>The path of the double.</summary>
    public const string Chat = "/v1/chat/completions";

    public GanbanServer Server { get; } = new();

    public LoopbackEngine Engine { get; private set; } = null!;

    /// <summary>The API key of account 555555555555.</summary>
    public string OtherKey { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var made = await ProgramRun.Ganban(
            "keys", "create", "--api-key", "--account", "555555555555", "--data", Server.Data);
        Assert.True(made.ExitCode == 0, made.Error);
        OtherKey = made.Output.Trim().Split('=', 2)[1];
        Engine = await LoopbackEngine.Start();
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ENGINES__HOUSE__KIND"] = "openai",
            ["ENGINES__HOUSE__URL"] = Engine.OpenAiAddress.ToString(),
            ["ENGINES__HOUSE__MODEL"] = "tiny-instruct",
            ["BINDINGS__0__PATTERN"] = "meta.*",
            ["BINDINGS__0__ENGINE"] = "house",
            ["BINDINGS__1__PATTERN"] = "openai.*",
            ["BINDINGS__1__ENGINE"] = "house",
        })
        {
            Server.Environment["GANBAN__" + name] = value;
        }

        await Server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Engine.DisposeAsync();
    }

    /// <summary>Makes the double answer with a few words, and with a call where it is offered tools.</summary>
    public void SayGoodDay() => Engine.On(Chat, reply =>
    {
        var isAnswered = reply.Call.Body["messages"]!.AsArray().Any(turn => (string)turn!["role"]! == "tool");
        return reply.Call.Body["tools"] is null || isAnswered
            ? reply.Events(OpenAiWords.Answer("Good", " day", "!"))
            : reply.Events(
                OpenAiWords.Delta("""{"reasoning_content":"The stock tells."}"""),
                OpenAiWords.Delta(Calls),
                OpenAiWords.Finish("tool_calls"),
                OpenAiWords.Usage(7, 9, cached: 4),
                OpenAiWords.Done);
    });

    private const string Calls = """
        {"tool_calls":[
          {"index":0,"id":"c1","type":"function","function":{"name":"stock","arguments":"{\"part\":\"M4\"}"}},
          {"index":1,"id":"c2","type":"function","function":{"name":"stock","arguments":"{\"part\":\"M5\"}"}}]}
        """;
}

/// <summary>The tests that share <see cref="DoorServer"/>.</summary>
[CollectionDefinition(Name)]
public sealed class DoorTests : ICollectionFixture<DoorServer>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Front doors";
}
