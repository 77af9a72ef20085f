using System.Text.Json.Nodes;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Limits;

/// <summary>A server with quotas, budgets and faults, whose models all answer ten tokens for five.</summary>
public sealed class LimitedServer : IAsyncLifetime
{
    public const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    public const string OneRequest = "meta.llama3-8b-instruct-v1:0";
    public const string ThousandTokens = "mistral.mistral-7b-instruct-v0:2";
    public const string DailyTokens = "cohere.command-r-v1:0";
    public const string Broke = "000000000301";

    private const string Script = """
        { "rules": [ { "reply": { "pieces": ["one ", "two ", "three"], "usage": { "inputTokens": 5, "outputTokens": 10 } } } ] }
        """;

    public GanbanServer Server { get; } = new();

    public async Task InitializeAsync()
    {
        var path = Path.Combine(Server.Data, "script.json");
        await File.WriteAllTextAsync(path, Script);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ENGINES__PLAY__KIND"] = "scripted",
            ["ENGINES__PLAY__SCRIPT"] = path,
            ["BINDINGS__0__PATTERN"] = "*",
            ["BINDINGS__0__ENGINE"] = "play",
            ["QUOTAS__0__PATTERN"] = OneRequest,
            ["QUOTAS__0__REQUESTSPERMINUTE"] = "1",
            ["QUOTAS__1__PATTERN"] = ThousandTokens,
            ["QUOTAS__1__TOKENSPERMINUTE"] = "1000",
            ["QUOTAS__2__PATTERN"] = DailyTokens,
            ["QUOTAS__2__TOKENSPERDAY"] = "40",
            ["BUDGETS__0__NAME"] = "pennies",
            ["BUDGETS__0__ACCOUNT"] = Broke,
            ["BUDGETS__0__USD"] = "0.00001",
            ["BUDGETS__0__ACTION"] = "refuse",
            ["BUDGETS__1__NAME"] = "team-a",
            ["BUDGETS__1__TAGKEY"] = "team",
            ["BUDGETS__1__TAGVALUE"] = "a",
            ["BUDGETS__1__PERIOD"] = "day",
            ["BUDGETS__1__USD"] = "0.00001",
            ["FAULTS__HEADER"] = "true",
            ["COSTS__CURRENCY"] = "JPY",
            ["COSTS__RATE"] = "150",
        })
        {
            Server.Environment["GANBAN__" + name] = value;
        }

        await Server.InitializeAsync();
    }

    public Task DisposeAsync() => Server.DisposeAsync();

    internal SignedHttp Client(string account, string region = "us-east-1") =>
        new(Server.Address) { AccessKey = account, Region = region };

    /// <summary>Sends a message.</summary>
    internal static Task<HttpResponseMessage> Ask(
        SignedHttp http, string model, int maxTokens = 10, bool stream = false) => http.Post(
            $"/model/{Uri.EscapeDataString(model)}/{(stream ? "converse-stream" : "converse")}",
            new
            {
                messages = new[] { new { role = "user", content = new[] { new { text = "Hi" } } } },
                inferenceConfig = new { maxTokens },
            });

    /// <summary>The message of an error.</summary>
    internal static async Task<string> Message(HttpResponseMessage response) =>
        (string)(await SignedHttp.Json(response))["message"]!;

    /// <summary>Creates an application inference profile for <see cref="Haiku"/> and returns its ARN.</summary>
    internal static async Task<string> Profile(SignedHttp http, string team)
    {
        using var response = await http.Post(
            "/inference-profiles",
            new
            {
                inferenceProfileName = "team-" + team,
                modelSource = new { copyFrom = $"arn:aws:bedrock:us-east-1::foundation-model/{Haiku}" },
                tags = new[] { new { key = "team", value = team } },
            });
        response.EnsureSuccessStatusCode();
        return (string)(await SignedHttp.Json(response))["inferenceProfileArn"]!;
    }

    /// <summary>The account's report of costs, once it tells of so many invocations.</summary>
    internal static async Task<JsonNode> Costs(SignedHttp http, string query, int invocations)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var response = await http.Get("/ganban/costs?" + query);
            response.EnsureSuccessStatusCode();
            var report = await SignedHttp.Json(response);
            if ((int?)report["total"]?["invocations"] >= invocations)
            {
                return report;
            }

            await Task.Delay(20, late.Token);
        }
    }
}
