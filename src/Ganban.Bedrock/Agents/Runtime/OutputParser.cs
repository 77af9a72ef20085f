using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Invocation;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Lets a function of the user's read what models say.</summary>
internal sealed class OutputParser(ActionFunctions functions)
{
    /// <summary>What the function makes of an answer: the member of its response for the step.</summary>
    /// <exception cref="Contracts.ModelledException">It can't be called, or failed.</exception>
    public async Task<JsonElement> Parse(
        AgentRun run, StepPrompt prompt, string raw, string member, CancellationToken cancellationToken)
    {
        var call = new JsonObject
        {
            ["messageVersion"] = "1.0",
            ["agent"] = run.Agent.ToEvent(),
            ["invokeModelRawResponse"] = raw,
            ["promptType"] = prompt.Type,
            ["overrideType"] = "OUTPUT_PARSER",
        };
        var answer = await functions.Invoke(run.Turn, prompt.Parser!, call, cancellationToken);
        return answer.Object(member)
            ?? throw AgentErrors.BadAnswer(prompt.Parser!, $"it has no object named {member}.");
    }

    /// <summary>What an orchestration's step comes to, as the function says.</summary>
    /// <exception cref="Contracts.ModelledException">The function can't be used.</exception>
    public async Task<ParsedStep> ParseStep(
        AgentRun run, StepPrompt prompt, string raw, CancellationToken cancellationToken)
    {
        var parsed = await Parse(run, prompt, raw, "orchestrationParsedResponse", cancellationToken);
        var rationale = parsed.Text("rationale");
        if (parsed.Object("parsingErrorDetails") is { } error)
        {
            return new ParsedStep.Reprompt(rationale, error.Text("repromptResponse"));
        }

        var details = parsed.Object("responseDetails")
            ?? throw AgentErrors.BadAnswer(prompt.Parser!, "orchestrationParsedResponse.responseDetails is missing.");
        return details.Text("invocationType") switch
        {
            "FINISH" => new ParsedStep.Finish(rationale, Need(details, "agentFinalResponse").Text("responseText")),
            "ASK_USER" => new ParsedStep.Ask(rationale, Need(details, "agentAskUser").Text("responseText")),
            "KNOWLEDGE_BASE" => new ParsedStep.Call(rationale, Search(run, Need(details, "agentKnowledgeBase"))),
            "ACTION_GROUP" => new ParsedStep.Call(rationale, Action(run, Need(details, "actionGroupInvocation"))),
            var other => throw AgentErrors.BadAnswer(prompt.Parser!, $"invocationType is {other}."),
        };

        JsonElement Need(JsonElement json, string member) => json.Object(member)
            ?? throw AgentErrors.BadAnswer(prompt.Parser!, $"responseDetails.{member} is missing.");
    }

    private static AgentCall Search(AgentRun run, JsonElement details)
    {
        var id = details.Text("knowledgeBaseId");
        var tool = run.Tools.All.OfType<AgentTool.Search>()
            .FirstOrDefault(tool => tool.KnowledgeBase.KnowledgeBaseId == id);
        var query = details.Object("searchQuery") is { } value ? value.Text("value") : details.Text("searchQuery");
        return Call(tool?.Name ?? id, new JsonObject { [AgentTools.Query] = query });
    }

    private static AgentCall Action(AgentRun run, JsonElement details)
    {
        var group = details.Text("actionGroupName");
        var (function, path, verb) = (details.Text("functionName"), details.Text("apiName"), details.Text("verb"));
        var tool = run.Tools.All.FirstOrDefault(tool => tool switch
        {
            AgentTool.Function one => one.Group.Name == group && one.Definition.Name == function,
            AgentTool.Api one => one.Group.Name == group && one.Operation.Path == path
                && string.Equals(one.Operation.Method, verb, StringComparison.OrdinalIgnoreCase),
            _ => false,
        });
        var input = new JsonObject();
        if (tool is not null && details.Object("actionGroupInput") is { } values)
        {
            foreach (var value in values.EnumerateObject())
            {
                var given = value.Value.ValueKind == JsonValueKind.Object
                    ? value.Value.Text("value")
                    : value.Value.ToString();
                input[value.Name] = Typed(tool.Schema, value.Name, given);
            }
        }

        return Call(tool?.Name ?? $"{group}::{function}{path}", input);
    }

    private static AgentCall Call(string tool, JsonObject input) =>
        new(WireIds.ToolUse(), tool, JsonSerializer.SerializeToElement(input));

    private static JsonNode? Typed(JsonElement schema, string name, string text)
    {
        var type = schema.GetProperty("properties").TryGetProperty(name, out var property)
            && property.TryGetProperty("type", out var told) ? told.ToString() : "string";
        return type switch
        {
            "integer" or "number" when decimal.TryParse(text, CultureInfo.InvariantCulture, out var number) =>
                JsonValue.Create(number),
            "boolean" when bool.TryParse(text, out var flag) => JsonValue.Create(flag),
            "array" or "object" => Json(text),
            _ => JsonValue.Create(text),
        };
    }

    private static JsonNode? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text); // the check of arguments says what is wrong with it
        }
    }
}

/// <summary>What a step of an orchestration comes to.</summary>
/// <param name="Rationale">Why; may be empty.</param>
internal abstract record ParsedStep(string Rationale)
{
    /// <summary>Something is called.</summary>
    public sealed record Call(string Rationale, AgentCall Value) : ParsedStep(Rationale);

    /// <summary>The model is to be asked again.</summary>
    public sealed record Reprompt(string Rationale, string Text) : ParsedStep(Rationale);

    /// <summary>The user is to be asked.</summary>
    public sealed record Ask(string Rationale, string Text) : ParsedStep(Rationale);

    /// <summary>That is the answer.</summary>
    public sealed record Finish(string Rationale, string Text) : ParsedStep(Rationale);
}
