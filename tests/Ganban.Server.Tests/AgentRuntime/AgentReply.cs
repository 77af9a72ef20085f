using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>What an invocation of an agent gave.</summary>
internal sealed class AgentReply(SdkResult result)
{
    /// <summary>The error's name; null when there is none.</summary>
    public string? Error => result.Error;

    /// <summary>The error's message.</summary>
    public string Message => result.Message;

    /// <summary>The pieces of the answer.</summary>
    public IReadOnlyList<string> Pieces =>
        [.. Of("chunk").Select(chunk => (string?)chunk["bytes"]?["$text"] ?? "")];

    /// <summary>The answer.</summary>
    public string Text => string.Concat(Pieces);

    /// <summary>The pieces with their attributions.</summary>
    public IReadOnlyList<JsonNode> Chunks => [.. Of("chunk")];

    /// <summary>The files.</summary>
    public IReadOnlyList<JsonNode> Files => [.. Of("files").SelectMany(part => part["files"]!.AsArray()).Select(file => file!)];

    /// <summary>What the caller is to do.</summary>
    public JsonNode Control => Assert.Single(Of("returnControl"));

    /// <summary>What the caller is to do, input by input.</summary>
    public IReadOnlyList<JsonNode> Inputs =>
        [.. Control["invocationInputs"]!.AsArray().Select(input => Assert.Single(input!.AsObject()).Value!)];

    /// <summary>The parts that tell the steps.</summary>
    public IReadOnlyList<JsonNode> Parts => [.. Of("trace")];

    /// <summary>The steps by name: the kind, the event, and what it is about, such as
    /// <c>orchestration.observation.FINISH</c>.</summary>
    public IReadOnlyList<string> Steps => [.. Parts.Select(Name)];

    /// <summary>The steps of a name.</summary>
    public IReadOnlyList<JsonNode> Step(string name) =>
        [.. Parts.Where(part => Name(part) == name).Select(part => Inner(Inner(part["trace"]!)))];

    private static JsonNode Inner(JsonNode union) => Assert.Single(union.AsObject()).Value!;

    private static string Name(JsonNode part)
    {
        var kind = Assert.Single(part["trace"]!.AsObject());
        var name = kind.Key.Replace("Trace", "", StringComparison.Ordinal);
        if (kind.Key is "failureTrace" or "guardrailTrace" or "customOrchestrationTrace")
        {
            return name;
        }

        var step = Assert.Single(kind.Value!.AsObject());
        var about = step.Value!["type"] ?? step.Value!["invocationType"];
        var isModel = step.Key.StartsWith("model", StringComparison.Ordinal);
        return about is null || isModel ? $"{name}.{step.Key}" : $"{name}.{step.Key}.{about}";
    }

    private IEnumerable<JsonNode> Of(string name) =>
        result.Events.Where(item => SdkResult.NameOf(item) == name).Select(item => item[name]!);
}
