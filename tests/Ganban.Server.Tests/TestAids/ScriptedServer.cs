using System.Text.Json.Nodes;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.TestAids;

/// <summary>A server whose text models are all answered by a script.</summary>
public sealed class ScriptedServer : IAsyncLifetime
{
    public const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    public const string Llama = "meta.llama3-8b-instruct-v1:0";
    public const string Titan = "amazon.titan-text-express-v1";

    private const string Script = """
        {
          // The first rule that matches answers.
          "rules": [
            { "name": "after the tool", "when": { "toolResult": "sunny" }, "reply": { "text": "It is sunny in Osaka." } },
            { "name": "weather", "when": { "user": "weather", "tool": "get_weather" },
              "reply": { "text": "Let me look.", "toolCalls": [ { "name": "get_weather", "input": { "city": "Osaka" } } ],
                         "usage": { "inputTokens": 21, "outputTokens": 9 } } },
            { "when": { "userMatches": "^count [0-9]+$" },
              "reply": { "pieces": ["One, ", "two, ", "three"], "reasoning": "Numbers.", "stopReason": "max_tokens",
                         "usage": { "inputTokens": 4, "outputTokens": 7 } } },
            { "when": { "user": "stop here" }, "reply": { "text": "Yes", "stopSequence": "END" } },
            { "when": { "user": "retry me", "call": 1 }, "error": { "name": "ThrottlingException", "message": "Not now." } },
            { "when": { "user": "retry me", "call": 2 }, "error": { "name": "ServiceUnavailableException" } },
            { "when": { "user": "retry me" }, "reply": { "text": "Third time lucky" } },
            { "when": { "user": "break" }, "reply": { "pieces": ["a", "b", "c"] },
              "error": { "name": "ModelStreamErrorException", "message": "Broken.", "afterPieces": 2 } },
            { "when": { "system": "pirate", "model": "anthropic.*" }, "reply": { "text": "Arr!" } },
            { "when": { "model": "meta.*" }, "reply": { "text": "I am a llama" } },
          ],
        }
        """;

    public GanbanServer Server { get; } = new();

    public async Task InitializeAsync()
    {
        var path = Path.Combine(Server.Data, "script.json");
        await File.WriteAllTextAsync(path, Script);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["GANBAN__ENGINES__PLAY__KIND"] = "scripted",
            ["GANBAN__ENGINES__PLAY__SCRIPT"] = path,
            ["GANBAN__BINDINGS__0__PATTERN"] = "*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "play",
            ["GANBAN__CALLS__CALLSMAX"] = "50",
        })
        {
            Server.Environment[name] = value;
        }

        await Server.InitializeAsync();
    }

    public Task DisposeAsync() => Server.DisposeAsync();

    /// <summary>A client of an account of its own.</summary>
    internal SignedHttp Client(string account) => new(Server.Address) { AccessKey = account };

    /// <summary>A body of Converse.</summary>
    public static object Says(string text, string? system = null) => new
    {
        messages = new[] { new { role = "user", content = new[] { new { text } } } },
        system = system is null ? [] : new[] { new { text = system } },
    };

    /// <summary>The account's calls as the server lists them.</summary>
    internal static async Task<JsonArray> Calls(SignedHttp http)
    {
        using var response = await http.Get("/ganban/calls");
        response.EnsureSuccessStatusCode();
        return (await SignedHttp.Json(response))["calls"]!.AsArray();
    }
}
