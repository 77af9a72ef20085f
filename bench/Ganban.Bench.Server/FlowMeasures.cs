using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Ganban.Bench.Server;

/// <summary>
/// What a flow costs beside what its nodes do: chains of prompts to a model that answers at once, and of conditions,
/// which call nothing. A node's cost is what a longer chain takes more than a short one.
/// </summary>
internal static class FlowMeasures
{
    /// <summary>The verb that starts them.</summary>
    public const string Verb = "flows";

    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";
    private const int Short = 1;
    private const int Long = 9; // as many as a flow has connections for
    private const int Calls = 300;

    /// <summary>Measures InvokeFlow, StartFlowExecution, and Converse by itself.</summary>
    public static async Task Run()
    {
        var script = Path.Combine(Path.GetTempPath(), $"ganban-bench-{Environment.ProcessId}.json");
        try
        {
            await File.WriteAllTextAsync(script, """{"rules":[{"reply":{"text":"Done."}}]}""");
            await Run(script);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task Run(string script)
    {
        await using var server = await ServerProcess.Start(new Dictionary<string, string>
        {
            ["GANBAN__ENGINES__PLAY__KIND"] = "scripted",
            ["GANBAN__ENGINES__PLAY__SCRIPT"] = script,
            ["GANBAN__BINDINGS__0__PATTERN"] = "anthropic.*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "play",
        });
        using var http = Client.Http(server.Address, 1);
        var question = new JsonObject
        {
            ["messages"] = new JsonArray(new JsonObject
            {
                ["role"] = "user",
                ["content"] = new JsonArray(new JsonObject { ["text"] = "Go." }),
            }),
        };
        var converse = await Time(() => Send(http, server.Address, $"/model/{Model}/converse", question));
        Figures.Say($"Converse alone: median {converse:F2} ms");
        await Report(http, server.Address, "prompts", Prompt, converse);
        await Report(http, server.Address, "conditions", Condition, converse);
    }

    private static async Task Report(
        HttpClient http, Uri address, string name, Func<string, JsonObject> node, double converse)
    {
        var flows = new List<string>();
        foreach (var length in new[] { Short, Long })
        {
            flows.Add(await Create(http, address, $"{name}-{length}", length, node));
        }

        var invoked = new List<double>();
        foreach (var flow in flows)
        {
            invoked.Add(await Time(() => Invoke(http, address, flow)));
        }

        var each = (invoked[1] - invoked[0]) / (Long - Short);
        Figures.Say($"InvokeFlow, {Long} {name}: median {invoked[1]:F2} ms; {each:F2} ms a node, {each / converse:F2} times Converse");
        var executed = new List<double>();
        foreach (var flow in flows)
        {
            executed.Add(await Execute(http, address, flow));
        }

        each = (executed[1] - executed[0]) / (Long - Short);
        var ratio = each / converse;
        Figures.Say($"StartFlowExecution, {Long} {name}: {executed[1]:F2} ms; {each:F2} ms a node, {ratio:F2} times Converse");
    }

    private static async Task<double> Time(Func<Task> call)
    {
        var times = new double[Calls];
        for (var i = -Calls / 3; i < Calls; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await call();
            if (i >= 0)
            {
                times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
        }

        return Figures.Median(times);
    }

    private static async Task Invoke(HttpClient http, Uri address, string flow)
    {
        var answer = await Send(http, address, $"/flows/{flow}/aliases/TSTALIASID", Input());
        if (!answer.Contains("SUCCESS", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(answer);
        }
    }

    // The median of what the server says of start and end.
    private static async Task<double> Execute(HttpClient http, Uri address, string flow)
    {
        var path = $"/flows/{flow}/aliases/TSTALIASID/executions";
        var times = new double[Calls / 5];
        for (var i = 0; i < times.Length; i++)
        {
            var input = Input();
            input["flowExecutionName"] = $"run{i}";
            await Send(http, address, path, input);
            DateTimeOffset? ended = null;
            while (ended is null)
            {
                var found = JsonNode.Parse(await Send(http, address, $"{path}/run{i}", null))!;
                ended = (DateTimeOffset?)found["endedAt"];
                await Task.Delay(ended is null ? 1 : 0); // so that looking takes little from what runs
                times[i] = ended is null ? 0 : (ended.Value - (DateTimeOffset)found["startedAt"]!).TotalMilliseconds;
            }
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static async Task<string> Create(
        HttpClient http, Uri address, string name, int length, Func<string, JsonObject> node)
    {
        var nodes = new JsonArray(Node("start", "Input", null, "document"));
        var connections = new JsonArray();
        var (source, output) = ("start", "document");
        for (var i = 0; i < length; i++)
        {
            var next = node($"n{i}");
            nodes.Add((JsonNode)next);
            connections.Add((JsonNode)Data(source, output, $"n{i}", "text"));
            if (i > 0 && (string)next["type"]! == "Condition")
            {
                connections.Add((JsonNode)When($"n{i - 1}", $"n{i}"));
            }

            if ((string)next["type"]! != "Condition")
            {
                (source, output) = ($"n{i}", "modelCompletion");
            }
        }

        nodes.Add((JsonNode)Node("end", "Output", "document", null));
        connections.Add((JsonNode)Data(source, output, "end", "document"));
        if (source == "start")
        {
            connections.Add((JsonNode)When($"n{length - 1}", "end"));
        }

        var flow = JsonNode.Parse(await Send(http, address, "/flows/", new JsonObject
        {
            ["name"] = name,
            ["executionRoleArn"] = "arn:aws:iam::000000000000:role/any",
            ["definition"] = new JsonObject { ["nodes"] = nodes, ["connections"] = connections },
        }))!;
        var id = (string)flow["id"]!;
        await Send(http, address, $"/flows/{id}/", []);
        return id;
    }

    private static JsonObject Prompt(string name)
    {
        var node = Node(name, "Prompt", "text", "modelCompletion");
        node["configuration"] = JsonNode.Parse("""
            {"prompt":{"sourceConfiguration":{"inline":{"modelId":"MODEL","templateType":"TEXT",
            "templateConfiguration":{"text":{"text":"{{text}}"}}}}}}
            """.Replace("MODEL", Model, StringComparison.Ordinal));
        return node;
    }

    private static JsonObject Condition(string name)
    {
        var node = Node(name, "Condition", "text", null);
        node["configuration"] = JsonNode.Parse(
            """{"condition":{"conditions":[{"name":"no","expression":"text == \"no\""},{"name":"default"}]}}""");
        return node;
    }

    private static JsonObject Node(string name, string type, string? input, string? output) => new()
    {
        ["name"] = name,
        ["type"] = type,
        ["inputs"] = input is null ? [] : new JsonArray(new JsonObject
        {
            ["name"] = input,
            ["type"] = "String",
            ["expression"] = "$.data",
        }),
        ["outputs"] = output is null ? [] : new JsonArray(new JsonObject { ["name"] = output, ["type"] = "String" }),
    };

    private static JsonObject Data(string source, string sourceOutput, string target, string targetInput) => new()
    {
        ["type"] = "Data",
        ["name"] = $"{source}_{target}",
        ["source"] = source,
        ["target"] = target,
        ["configuration"] = new JsonObject
        {
            ["data"] = new JsonObject { ["sourceOutput"] = sourceOutput, ["targetInput"] = targetInput },
        },
    };

    private static JsonObject When(string source, string target) => new()
    {
        ["type"] = "Conditional",
        ["name"] = $"when_{source}_{target}",
        ["source"] = source,
        ["target"] = target,
        ["configuration"] = new JsonObject { ["conditional"] = new JsonObject { ["condition"] = "default" } },
    };

    private static JsonObject Input() => new()
    {
        ["inputs"] = new JsonArray(new JsonObject
        {
            ["nodeName"] = "start",
            ["nodeOutputName"] = "document",
            ["content"] = new JsonObject { ["document"] = "Go." },
        }),
    };

    private static async Task<string> Send(HttpClient http, Uri address, string path, JsonObject? body)
    {
        var method = body is null ? HttpMethod.Get : HttpMethod.Post;
        using var request = Client.Signed(method, address, path, body?.ToJsonString());
        using var response = await http.SendAsync(request);
        var answer = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
        return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException(answer);
    }
}
