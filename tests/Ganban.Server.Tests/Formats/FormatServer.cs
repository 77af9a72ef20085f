using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Formats;

/// <summary>
/// The real server with all text models bound to a double that says three words, or thinks and calls the first tool it
/// is offered; embeddings are the server's own.
/// </summary>
public sealed class FormatServer : IAsyncLifetime
{
    /// <summary>The tokens of every prompt.</summary>
    public const int PromptTokens = 7;

    private static readonly string[] Words = ["Good", " day", "!"];

    public GanbanServer Server { get; } = new();

    public LoopbackEngine Engine { get; private set; } = null!;

    /// <summary>The tokens of an answer of which the request allows so many.</summary>
    public static int OutputTokens(int? allowed) => Math.Min(allowed ?? int.MaxValue, Words.Length);

    public async Task InitializeAsync()
    {
        Engine = await LoopbackEngine.Start();
        Engine.On("/v1/chat/completions", Answer);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ENGINES__HOUSE__KIND"] = "openai",
            ["ENGINES__HOUSE__URL"] = Engine.OpenAiAddress.ToString(),
            ["ENGINES__HOUSE__MODEL"] = "tiny-instruct",
            ["BINDINGS__0__PATTERN"] = "*",
            ["BINDINGS__0__ENGINE"] = "house",
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

    private static Task Answer(EngineReply reply)
    {
        var body = reply.Call.Body;
        var allowed = (int?)body["max_tokens"];
        var tokens = OutputTokens(allowed);
        var isAnswered = body["messages"]!.AsArray().Any(message => (string)message!["role"]! == "tool");
        return body["tools"] is JsonArray tools && !isAnswered
            ? reply.Events(
                OpenAiWords.Delta("""{"reasoning_content":"The stock tells."}"""),
                OpenAiWords.Text("Let me look."),
                OpenAiWords.Delta(Call((string)tools[0]!["function"]!["name"]!)),
                OpenAiWords.Finish("tool_calls"),
                OpenAiWords.Usage(PromptTokens, tokens),
                OpenAiWords.Done)
            : reply.Events(
            [
                .. Words.Take(tokens).Select(OpenAiWords.Text),
                OpenAiWords.Finish(allowed <= Words.Length ? "length" : "stop"),
                OpenAiWords.Usage(PromptTokens, tokens),
                OpenAiWords.Done,
            ]);
    }

    private static string Call(string tool) => $$"""
        {"tool_calls":[{"index":0,"id":"c1","type":"function","function":
         {"name":"{{tool}}","arguments":"{\"part\":\"M4 screw\"}"} }]}
        """;
}
