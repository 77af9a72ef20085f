using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Ganban.Bench.Server;

/// <summary>
/// How often agents on the carried model are right, in the specification's scenario and in invented ones, and what
/// orchestration costs where model and function answer at once.
/// </summary>
internal static class AgentMeasures
{
    /// <summary>The verb that starts them.</summary>
    public const string Verb = "agents";

    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";
    private const int Runs = 20;
    private const int Invented = 30;
    private const int Steps = 5;
    private const int Turns = 200;
    private const int Agents = 200;
    private const int TurnsOfEach = 10;
    private const int Seed = 20261126;

    private const string Document =
        "「はにわロボット」ドキュメント\n# 概要\nはにわロボットはあらゆる家事をこなす。\n掃除、洗濯、料理、買い出し、雑談など。\n# 材料\n- 粘土 1kg\n- ニューロチップ 1個\n"
        + "# 製造方法\n1. 粘土ではにわを作る\n2. ニューロチップを後頭部に埋め込む\n3. 完成\n# 注意事項\n- 製造には「人工はにわ製造免許」が必要\n"
        + "- 製造したはにわロボットは国に登録する必要がある";

    private static readonly InventedScenario Factory = new(
        IsJapanese: true,
        "はにわロボット",
        Document,
        "はにわロボットの材料の在庫はどれくらいある?",
        "あなたははにわロボット工場のアシスタントです。材料の在庫は get_material_stock 関数で取得できます。",
        "get_material_stock",
        [("粘土", "5kg"), ("ニューロチップ", "10個")]);

    /// <summary>Measures both; with seeds, no more than the scenarios that they invent.</summary>
    public static async Task Run(IReadOnlyList<int> seeds)
    {
        await using (var server = await ServerProcess.Start())
        {
            using var http = Client.Http(server.Address, 1);
            var client = new AgentClient(server.Address, http);
            if (seeds.Count == 0)
            {
                await RightAtFactory(client);
            }

            foreach (var seed in seeds.Count == 0 ? [Seed] : seeds)
            {
                await RightAtInvented(client, seed);
            }
        }

        if (seeds.Count == 0)
        {
            await Cost();
        }
    }

    private static async Task RightAtFactory(AgentClient client)
    {
        var knowledgeBase = await client.KnowledgeBase("factory", Factory.Document);
        foreach (var temperature in new[] { 0, 0.7 })
        {
            var right = 0;
            var exact = 0;
            for (var run = 0; run < Runs; run++)
            {
                var answer = await Ask(client, Factory, knowledgeBase, temperature, $"f{temperature * 10:0}-{run}");
                right += Factory.IsTold(answer) ? 1 : 0;
                exact += answer == "粘土の在庫は5kg、ニューロチップの在庫は10個あります。" ? 1 : 0;
            }

            Figures.Say($"factory, temperature {temperature}: {right} of {Runs} tell both figures, {exact} in the specification's words");
        }
    }

    private static async Task RightAtInvented(AgentClient client, int seed)
    {
        foreach (var isJapanese in new[] { true, false })
        {
            var right = 0;
            for (var number = isJapanese ? 0 : 1; number < Invented; number += 2)
            {
                var scenario = InventedScenario.Of(seed, number);
                var own = await client.KnowledgeBase($"invented{seed}-{number}", scenario.Document);
                var answer = await Ask(client, scenario, own, 0, $"i{seed}-{number}");
                right += scenario.IsTold(answer) ? 1 : 0;
                if (!scenario.IsTold(answer))
                {
                    Console.WriteLine($"  wrong: {string.Join(", ", scenario.Stock)}: {answer}");
                }
            }

            Figures.Say($"invented by {seed}, {(isJapanese ? "Japanese" : "English")}, temperature 0: {right} of {Invented / 2}");
        }
    }

    private static Task<string> Ask(
        AgentClient client, InventedScenario scenario, string knowledgeBase, double temperature, string session)
    {
        var agent = Agent(scenario.Instruction, scenario.Function, scenario.IsJapanese, new JsonObject
        {
            ["customControl"] = "RETURN_CONTROL",
        });
        agent["knowledgeBases"] = new JsonArray(new JsonObject
        {
            ["knowledgeBaseId"] = knowledgeBase,
            ["description"] = scenario.IsJapanese
                ? $"{scenario.Product}などの資料を検索する"
                : "Searches the documents of the products",
        });
        agent["promptOverrideConfiguration"] = new JsonObject
        {
            ["promptConfigurations"] = new JsonArray(new JsonObject
            {
                ["promptType"] = "ORCHESTRATION",
                ["inferenceConfiguration"] = new JsonObject { ["temperature"] = temperature, ["maximumLength"] = 300 },
            }),
        };
        string Stock(string material) => scenario.Stock
            .Where(stock => stock.Material == material).Select(stock => stock.Amount.Trim())
            .FirstOrDefault(scenario.IsJapanese ? "不明" : "unknown");
        return client.Ask(agent, session, scenario.Question, Stock);
    }

    private static JsonObject Agent(string instruction, string function, bool isJapanese, JsonObject executor) => new()
    {
        ["foundationModel"] = Model,
        ["instruction"] = instruction,
        ["actionGroups"] = new JsonArray(new JsonObject
        {
            ["actionGroupName"] = "stock",
            ["actionGroupExecutor"] = executor,
            ["functionSchema"] = new JsonObject
            {
                ["functions"] = new JsonArray(new JsonObject
                {
                    ["name"] = function,
                    ["description"] = isJapanese ? "材料名を渡すと在庫数を返す関数" : "Returns the stock of a material",
                    ["parameters"] = new JsonObject
                    {
                        ["material"] = new JsonObject
                        {
                            ["type"] = "string",
                            ["description"] = isJapanese ? "在庫を調べる材料の名前" : "The name of the material",
                            ["required"] = true,
                        },
                    },
                }),
            },
        }),
    };

    // A model that calls a function five times, then answers: six steps.
    private static async Task Cost()
    {
        var script = Path.Combine(Path.GetTempPath(), $"ganban-bench-{Environment.ProcessId}.json");
        var rules = Enumerable.Range(1, Steps).Reverse().Select(step =>
            Rule("toolResult", $"r{step}", step == Steps ? null : step + 1));
        var first = Rule("user", "", 1);
        await File.WriteAllTextAsync(script, $$"""{"rules":[{{string.Join(',', rules)}},{{first}}]}""");
        await using var function = await FunctionEndpoint();
        await using var server = await ServerProcess.Start(new Dictionary<string, string>
        {
            ["GANBAN__ENGINES__PLAY__KIND"] = "scripted",
            ["GANBAN__ENGINES__PLAY__SCRIPT"] = script,
            ["GANBAN__BINDINGS__0__PATTERN"] = "anthropic.*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "play",
            ["GANBAN__FUNCTIONS__ENDPOINTS__0__PATTERN"] = "arn:aws:lambda:us-east-1:000000000000:function:*",
            ["GANBAN__FUNCTIONS__ENDPOINTS__0__URL"] = function.Urls.First(),
        });
        var agent = Agent("You are an agent that calls a function again and again.", "next", false, new JsonObject
        {
            ["lambda"] = "arn:aws:lambda:us-east-1:000000000000:function:next",
        });
        using var http = Client.Http(server.Address, Agents);
        var client = new AgentClient(server.Address, http);
        await Ask(client, agent, "warm", Turns);
        var times = await Ask(client, agent, "one", Turns);
        Array.Sort(times);
        var median = times[Turns / 2];
        Figures.Say($"{Steps + 1} steps, {Steps} functions elsewhere: median {median:F2} ms a turn, {median / (Steps + 1):F2} a step");

        var started = Stopwatch.GetTimestamp();
        var wrong = await Task.WhenAll(Enumerable.Range(0, Agents).Select(async number =>
        {
            var errors = 0;
            for (var turn = 0; turn < TurnsOfEach; turn++)
            {
                errors += await client.Ask(agent, $"many{number}", "Go.", value => value) == "Done." ? 0 : 1;
            }

            return errors;
        }));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var rate = Agents * TurnsOfEach * (Steps + 1) / seconds;
        Figures.Say($"{Agents} agents at once, {TurnsOfEach} turns each: {wrong.Sum()} errors, {rate:F0} steps/s");
        File.Delete(script);
    }

    private static string Rule(string condition, string text, int? next) => new JsonObject
    {
        ["when"] = new JsonObject { [condition] = text },
        ["reply"] = next is null
            ? new JsonObject { ["text"] = "Done." }
            : new JsonObject
            {
                ["toolCalls"] = new JsonArray(new JsonObject
                {
                    ["name"] = "next",
                    ["input"] = new JsonObject { ["material"] = next.Value.ToString(CultureInfo.InvariantCulture) },
                }),
            },
    }.ToJsonString();

    private static async Task<double[]> Ask(AgentClient client, JsonObject agent, string name, int turns)
    {
        var times = new double[turns];
        for (var turn = 0; turn < turns; turn++)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await client.Ask(agent, $"{name}{turn}", "Go.", value => value);
            times[turn] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (answer != "Done.")
            {
                throw new InvalidOperationException(answer);
            }
        }

        return times;
    }

    private static async Task<WebApplication> FunctionEndpoint()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async http =>
        {
            var call = (await JsonNode.ParseAsync(http.Request.Body))!;
            const string answer = """
                {"messageVersion":"1.0","response":{"actionGroup":"stock","function":"next","functionResponse":{
                "responseBody":{"TEXT":{"body":"rN"}}}}}
                """;
            var number = (string)call["parameters"]![0]!["value"]!;
            await http.Response.WriteAsync(answer.Replace("rN", "r" + number, StringComparison.Ordinal));
        });
        await app.StartAsync();
        return app;
    }
}
