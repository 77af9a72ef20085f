using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Ganban.Server.Demo;

/// <summary>Asks an agent through the public API and shows its steps as it takes them.</summary>
/// <param name="client">The client.</param>
/// <param name="console">Shows each step.</param>
internal sealed class DemoAgent(DemoClient client, IAnsiConsole console)
{
    private const int RoundsMax = 8;
    private int _step = -1;

    /// <summary>Asks, and carries out what the agent wants its caller to do.</summary>
    public async Task Ask(string agentId, string aliasId, DemoTask task, CancellationToken cancellationToken)
    {
        console.MarkupLineInterpolated($"[grey]{task.Question}[/]");
        var path = $"/agents/{agentId}/agentAliases/{aliasId}/sessions/{Guid.NewGuid():N}/text";
        var body = new JsonObject { ["inputText"] = task.Question };
        for (var round = 0; round < RoundsMax; round++)
        {
            body["enableTrace"] = true;
            JsonObject? control = null;
            await foreach (var (name, payload) in client.Stream(path, body, cancellationToken))
            {
                control = name == "returnControl" ? payload : control;
                Show(name, payload);
            }

            if (control is null)
            {
                return;
            }

            body = new JsonObject { ["sessionState"] = Results(control, task) };
        }
    }

    private static JsonObject Results(JsonObject control, DemoTask task) => new()
    {
        ["invocationId"] = control["invocationId"]!.DeepClone(),
        ["returnControlInvocationResults"] = new JsonArray(
        [
            .. control["invocationInputs"]!.AsArray()
                .Select(input => input!["functionInvocationInput"]!)
                .Select(input => (JsonNode)new JsonObject
                {
                    ["functionResult"] = new JsonObject
                    {
                        ["actionGroup"] = input["actionGroup"]!.DeepClone(),
                        ["function"] = input["function"]!.DeepClone(),
                        ["responseBody"] = new JsonObject
                        {
                            ["TEXT"] = new JsonObject
                            {
                                ["body"] = task.StockOf(input["parameters"]![0]!["value"]!.GetValue<string>()),
                            },
                        },
                    },
                }),
        ]),
    };

    private void Show(string name, JsonObject payload)
    {
        if (name == "chunk")
        {
            var text = Encoding.UTF8.GetString(payload["bytes"]!.GetValueKind() == JsonValueKind.String
                ? Convert.FromBase64String(payload["bytes"]!.GetValue<string>())
                : []);
            console.MarkupLineInterpolated($"[green]{text}[/]");
        }
        else if (name == "trace" && payload["trace"]!["orchestrationTrace"] is JsonObject trace)
        {
            Show(trace);
        }
    }

    private void Show(JsonObject trace)
    {
        if (trace["modelInvocationInput"] is not null)
        {
            _step++;
        }
        else if (trace["modelInvocationOutput"]?["metadata"]?["usage"] is { } usage)
        {
            Line("model", $"read {usage["inputTokens"]} tokens, wrote {usage["outputTokens"]}");
        }
        else if (trace["rationale"]?["text"] is { } rationale)
        {
            Line("rationale", rationale.GetValue<string>());
        }
        else if (trace["invocationInput"]?["knowledgeBaseLookupInput"]?["text"] is { } query)
        {
            Line("search", query.GetValue<string>());
        }
        else if (trace["invocationInput"]?["actionGroupInvocationInput"] is { } call)
        {
            var values = call["parameters"]!.AsArray()
                .Select(parameter => $"\"{parameter!["name"]}\": \"{parameter["value"]}\"");
            Line("call", $"{call["function"]} {{{string.Join(", ", values)}}}");
        }
        else if (trace["observation"] is { } observation)
        {
            Observe(observation);
        }
    }

    private void Observe(JsonNode observation)
    {
        if (observation["knowledgeBaseLookupOutput"]?["retrievedReferences"] is JsonArray found)
        {
            var places = found.Select(reference => reference!["location"]!["s3Location"]?["uri"]);
            Line("found", string.Join(", ", places));
        }
        else if (observation["actionGroupInvocationOutput"]?["text"] is { } result)
        {
            Line("result", result.GetValue<string>());
        }
    }

    private void Line(string what, string text) =>
        console.MarkupLineInterpolated($"[grey]step {_step + 1}[/] [blue]{what,-9}[/] {text}");
}
