using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Ganban.Server.Demo;

/// <summary>
/// A short play through the public API: catalog, grounded questions, agents with a knowledge base and a function, each
/// in two languages, and a stream.
/// </summary>
internal sealed class DemoScenario(DemoClient client, IAnsiConsole console)
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";

    private const string JapaneseDocument = """
        次の文書を読んで質問に答えなさい。
        <document>
        「月見ランプ」ドキュメント
        # 概要
        月見ランプはあらゆる読書を助ける。
        # 仕様
        - 価格: 4,800円
        - 担当者: 中村
        - 発売日: 2025年9月15日
        </document>
        """;

    private const string EnglishDocument = """
        Use the following documents to answer.
        <document>
        About the Orchard Kettle
        The Orchard Kettle is a product for boiling apple juice.
        - weight: 2.4kg
        - designer: Noah Field
        </document>
        """;

    public async Task Play(CancellationToken cancellationToken)
    {
        await ListModels(cancellationToken);
        await Ask(
            "A question in Japanese, answered from a document in the prompt",
            JapaneseDocument,
            "月見ランプの価格はいくらですか?",
            cancellationToken);
        await Ask(
            "A question in English, answered from a document in the prompt",
            EnglishDocument,
            "What is the weight of the Orchard Kettle?",
            cancellationToken);
        await RunAgent("the robot factory, in Japanese", DemoTask.Japanese, cancellationToken);
        await RunAgent("a kettle factory, in English", DemoTask.English, cancellationToken);
        await Stream(cancellationToken);
    }

    private async Task ListModels(CancellationToken cancellationToken)
    {
        var models = (await client.Get("/foundation-models", cancellationToken))["modelSummaries"]!.AsArray();
        var providers = models.Select(model => model!["providerName"]!.GetValue<string>()).Distinct()
            .Order(StringComparer.Ordinal);
        Title("ListFoundationModels");
        console.WriteLine($"{models.Count} models: {string.Join(", ", providers)}");
    }

    private async Task Ask(string title, string document, string question, CancellationToken cancellationToken)
    {
        Title($"Converse — {title}");
        console.MarkupLineInterpolated($"[grey]{question}[/]");
        var answer = await client.Post($"/model/{Model}/converse", Body(document, question), cancellationToken);
        console.MarkupLineInterpolated($"[green]{Text(answer)}[/]");
    }

    private async Task RunAgent(string title, DemoTask task, CancellationToken cancellationToken)
    {
        Title($"InvokeAgent — {title}");
        var (agent, alias) = await new DemoFactory(client, console).Build(task, Model, cancellationToken);
        await new DemoAgent(client, console).Ask(agent, alias, task, cancellationToken);
    }

    private async Task Stream(CancellationToken cancellationToken)
    {
        Title("ConverseStream");
        const string question = "Describe the Orchard Kettle.";
        console.MarkupLineInterpolated($"[grey]{question}[/]");
        var started = Stopwatch.GetTimestamp();
        TimeSpan? first = null;
        var tokens = 0;
        var body = Body(EnglishDocument, question);
        await foreach (var (name, payload) in client.Stream($"/model/{Model}/converse-stream", body, cancellationToken))
        {
            if (name == "contentBlockDelta")
            {
                first ??= Stopwatch.GetElapsedTime(started);
                console.Write(new Text(payload["delta"]!["text"]?.GetValue<string>() ?? "", new Style(Color.Green)));
            }
            else if (name == "metadata")
            {
                tokens = payload["usage"]!["outputTokens"]!.GetValue<int>();
            }
        }

        var rest = Stopwatch.GetElapsedTime(started) - (first ?? default);
        console.WriteLine();
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[grey]{tokens} tokens, {tokens / rest.TotalSeconds:F0} tokens a second, the first after {first?.TotalMilliseconds:F0} ms[/]");
    }

    private void Title(string title) => console.Write(new Rule(Markup.Escape(title)) { Justification = Justify.Left });

    private static JsonObject Body(string system, string question)
    {
        var body = new JsonObject
        {
            ["messages"] = new JsonArray(new JsonObject
            {
                ["role"] = "user",
                ["content"] = new JsonArray(new JsonObject { ["text"] = question }),
            }),
            ["inferenceConfig"] = new JsonObject { ["temperature"] = 0, ["maxTokens"] = 200 },
        };
        if (system.Length > 0)
        {
            body["system"] = new JsonArray(new JsonObject { ["text"] = system });
        }

        return body;
    }

    /// <summary>The text of an answer of Converse.</summary>
    internal static string Text(JsonObject answer) => string.Concat(
        answer["output"]!["message"]!["content"]!.AsArray().Select(block => block!["text"]?.GetValue<string>()));
}
