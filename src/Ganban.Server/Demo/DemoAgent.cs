using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Ganban.Server.Demo;

/// <summary>
/// An agent's loop as an application holds it over Converse: the model calls tools, the application carries them out,
/// until there is an answer. The tools search a document and look up what is in stock.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="console">Shows each step.</param>
internal sealed class DemoAgent(DemoClient client, IAnsiConsole console)
{
    private const int StepsMax = 8;

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Runs the loop to its answer.</summary>
    /// <param name="path">Where the conversation is posted to.</param>
    /// <param name="task">What it is about.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task Run(string path, DemoTask task, CancellationToken cancellationToken)
    {
        console.MarkupLineInterpolated($"[grey]{task.Question}[/]");
        var messages = new JsonArray(Message("user", new JsonObject { ["text"] = task.Question }));
        for (var step = 0; step < StepsMax; step++)
        {
            var answer = await client.Post(
                path,
                new JsonObject
                {
                    ["messages"] = messages.DeepClone(),
                    ["inferenceConfig"] = new JsonObject { ["temperature"] = 0, ["maxTokens"] = 300 },
                    ["toolConfig"] = new JsonObject { ["tools"] = new JsonArray(task.SearchTool, task.StockTool) },
                },
                cancellationToken);
            var message = answer["output"]!["message"]!.DeepClone();
            messages.Add(message);
            var calls = message["content"]!.AsArray().Select(block => block!["toolUse"]).OfType<JsonObject>().ToList();
            if (calls.Count == 0)
            {
                console.MarkupLineInterpolated($"[green]{DemoScenario.Text(answer)}[/]");
                return;
            }

            messages.Add(Message("user", [.. calls.Select(call => Result(call, task))]));
        }
    }

    private JsonObject Result(JsonObject call, DemoTask task)
    {
        var input = call["input"]!.AsObject();
        var argument = input.FirstOrDefault().Value?.GetValue<string>() ?? "";
        var result = call["name"]!.GetValue<string>() == DemoTask.Search ? task.Document : task.StockOf(argument);
        console.MarkupLineInterpolated(
            $"[blue]{call["name"]} {input.ToJsonString(Readable)}[/] [grey]→ {result.Split('\n')[0]}[/]");
        return new JsonObject
        {
            ["toolResult"] = new JsonObject
            {
                ["toolUseId"] = call["toolUseId"]!.DeepClone(),
                ["content"] = new JsonArray(new JsonObject { ["text"] = result }),
            },
        };
    }

    private static JsonObject Message(string role, params JsonNode[] content) =>
        new() { ["role"] = role, ["content"] = new JsonArray(content) };
}
