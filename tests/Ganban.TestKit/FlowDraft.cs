using System.Text.Json.Nodes;

namespace Ganban.TestKit;

/// <summary>
/// The definition of a flow in the making. An input is written <c>name:Type=$.data</c>, an output <c>name:Type</c>, the
/// end of a connection <c>node.field</c>.
/// </summary>
public sealed class FlowDraft
{
    /// <summary>The nodes.</summary>
    public JsonArray Nodes { get; } = [];

    /// <summary>The connections.</summary>
    public JsonArray Connections { get; } = [];

    /// <summary>The definition as the API takes it.</summary>
    public JsonObject Json => new()
    {
        ["nodes"] = Nodes.DeepClone(),
        ["connections"] = Connections.DeepClone(),
    };

    /// <summary>A flow's Input node, called <c>start</c>.</summary>
    public FlowDraft Start(string type = "String") => Node("start", "Input", outputs: [$"document:{type}"]);

    /// <summary>An Output node.</summary>
    public FlowDraft End(string name, string type = "String", string expression = "$.data") =>
        Node(name, "Output", inputs: [$"document:{type}={expression}"]);

    /// <summary>A Prompt node of its own text.</summary>
    public FlowDraft Prompt(string name, string text, string[] inputs, string model = "meta.llama3-8b-instruct-v1:0") =>
        Node(name, "Prompt", inputs, ["modelCompletion:String"], new JsonObject
        {
            ["prompt"] = new JsonObject
            {
                ["sourceConfiguration"] = new JsonObject
                {
                    ["inline"] = new JsonObject
                    {
                        ["modelId"] = model,
                        ["templateType"] = "TEXT",
                        ["templateConfiguration"] = new JsonObject { ["text"] = new JsonObject { ["text"] = text } },
                    },
                },
            },
        });

    /// <summary>
    /// A Condition node of conditions, each <c>name=expression</c>, to which the default one is added.
    /// </summary>
    public FlowDraft Decide(string name, string[] inputs, params string[] conditions)
    {
        var list = new JsonArray();
        foreach (var parts in conditions.Select(condition => condition.Split('=', 2)))
        {
            list.Add(new JsonObject { ["name"] = parts[0], ["expression"] = parts[1] });
        }

        list.Add(new JsonObject { ["name"] = "default" });
        var configuration = new JsonObject { ["condition"] = new JsonObject { ["conditions"] = list } };
        return Node(name, "Condition", inputs, [], configuration);
    }

    /// <summary>A node.</summary>
    public FlowDraft Node(
        string name, string type, string[]? inputs = null, string[]? outputs = null, JsonObject? configuration = null)
    {
        var node = new JsonObject { ["name"] = name, ["type"] = type };
        node["inputs"] = new JsonArray([.. (inputs ?? []).Select(Input)]);
        node["outputs"] = new JsonArray([.. (outputs ?? []).Select(Output)]);
        if (configuration is not null)
        {
            node["configuration"] = configuration;
        }

        Nodes.Add(node);
        return this;
    }

    /// <summary>A connection that brings an output to an input.</summary>
    public FlowDraft Data(string source, string target)
    {
        var (from, to) = (source.Split('.'), target.Split('.'));
        return Connect("Data", from[0], to[0], new JsonObject
        {
            ["data"] = new JsonObject { ["sourceOutput"] = from[1], ["targetInput"] = to[1] },
        });
    }

    /// <summary>A connection that lets a node run if a condition holds.</summary>
    public FlowDraft When(string source, string condition, string target) => Connect(
        "Conditional",
        source,
        target,
        new JsonObject { ["conditional"] = new JsonObject { ["condition"] = condition } });

    /// <summary>A connection of any kind.</summary>
    public FlowDraft Connect(string type, string source, string target, JsonObject? configuration, string? name = null)
    {
        var connection = new JsonObject
        {
            ["type"] = type,
            ["name"] = name ?? $"connection{Connections.Count + 1}",
            ["source"] = source,
            ["target"] = target,
        };
        if (configuration is not null)
        {
            connection["configuration"] = configuration;
        }

        Connections.Add(connection);
        return this;
    }

    private static JsonObject Input(string text)
    {
        var parts = text.Split('=', 2);
        var names = parts[0].Split(':');
        var input = new JsonObject { ["name"] = names[0], ["type"] = names[1], ["expression"] = parts[1] };
        if (names.Length > 2)
        {
            input["category"] = names[2];
        }

        return input;
    }

    private static JsonObject Output(string text)
    {
        var names = text.Split(':');
        return new JsonObject { ["name"] = names[0], ["type"] = names[1] };
    }
}
