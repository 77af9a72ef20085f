using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Invocation;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Functions;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>What came out of an action.</summary>
/// <param name="Text">The text for the model.</param>
/// <param name="IsReprompt">Whether it tells the model to do it otherwise.</param>
internal sealed record ActionOutcome(string Text, bool IsReprompt);

/// <summary>Carries out actions by functions, in the formats that those of action groups speak.</summary>
internal sealed class ActionFunctions(IFunctionInvoker functions)
{
    private const int ResultsMax = 100; // the API's

    /// <summary>Calls a function and reads what it says; it may change the session's attributes.</summary>
    /// <exception cref="ModelledException">It can't be called, failed, or said nothing that is understood.</exception>
    public async Task<ActionOutcome> Call(
        AgentRun run, ActionInput action, string arn, CancellationToken cancellationToken)
    {
        var answer = await Invoke(run.Turn, arn, action.ToEvent(run), cancellationToken);
        try
        {
            return Read(run.Turn, action, answer, arn);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or MalformedRequestException)
        {
            throw AgentErrors.BadAnswer(arn, e.Message);
        }
    }

    /// <summary>Calls a function with an event; its answer is a JSON object.</summary>
    /// <exception cref="ModelledException">It can't be called, failed, or answered something else.</exception>
    public async Task<JsonElement> Invoke(
        AgentTurn turn, string arn, JsonObject call, CancellationToken cancellationToken)
    {
        FunctionAnswer answer;
        try
        {
            var payload = Encoding.UTF8.GetBytes(PromptText.Write(call));
            answer = await functions.InvokeAsync(new FunctionCall(turn.Tenant, arn, payload), cancellationToken);
        }
        catch (FunctionException e)
        {
            throw AgentErrors.NoFunction(arn, e.Message, e);
        }

        JsonElement json;
        try
        {
            json = FunctionJson.Read(answer);
        }
        catch (JsonException e)
        {
            throw AgentErrors.BadAnswer(arn, e.Message);
        }

        if (answer.Error is not null)
        {
            throw AgentErrors.FunctionFailed(arn, answer.Complaint);
        }

        return json.ValueKind == JsonValueKind.Object
            ? json
            : throw AgentErrors.BadAnswer(arn, "it is not an object.");
    }

    private static ActionOutcome Read(AgentTurn turn, ActionInput action, JsonElement answer, string arn)
    {
        if (answer.Object("response") is not { } response)
        {
            throw AgentErrors.BadAnswer(arn, "it has no object named response.");
        }

        Check(response, "actionGroup", action.Group, arn);
        Check(response, "function", action.Function, arn);
        Check(response, "apiPath", action.ApiPath, arn);
        var result = action.Function is null ? response
            : response.Object("functionResponse")
                ?? throw AgentErrors.BadAnswer(arn, "response.functionResponse is missing.");
        if (result.Object("responseBody") is not { } body)
        {
            throw AgentErrors.BadAnswer(arn, "responseBody is missing.");
        }

        var text = string.Join('\n', body.EnumerateObject().Select(part => Text(part.Value)));
        Remember(turn, answer, arn);
        return result.Member("responseState")?.GetString() switch
        {
            ResponseState.Failure => throw AgentErrors.ActionFailed(action.Title, text),
            ResponseState.Reprompt => new ActionOutcome(text, IsReprompt: true),
            null => new ActionOutcome(text, IsReprompt: false),
            var other => throw AgentErrors.BadAnswer(arn, $"responseState is {other}, not FAILURE or REPROMPT."),
        };
    }

    private static string Text(JsonElement part) =>
        part.Member("body") is { } body
            ? body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText()
            : throw new InvalidOperationException("a part of responseBody has no body.");

    private static void Check(JsonElement response, string member, string? expected, string arn)
    {
        if (expected is not null && response.Member(member)?.ToString() is var said && said != expected)
        {
            throw AgentErrors.BadAnswer(arn, $"response.{member} is {said ?? "missing"} and must be {expected}.");
        }
    }

    private static void Remember(AgentTurn turn, JsonElement answer, string arn)
    {
        turn.Attributes = answer.Texts("sessionAttributes") ?? turn.Attributes;
        turn.PromptAttributes = answer.Texts("promptSessionAttributes") ?? turn.PromptAttributes;
        if (answer.Array("knowledgeBasesConfiguration") is not { } configurations)
        {
            return;
        }

        foreach (var configuration in configurations.EnumerateArray())
        {
            var read = Read(configuration, arn);
            turn.Retrieval[read.KnowledgeBaseId] = read.RetrievalConfiguration;
        }
    }

    private static KnowledgeBaseConfiguration Read(JsonElement configuration, string arn)
    {
        const string member = "knowledgeBasesConfiguration";
        var bytes = JsonMarshal.GetRawUtf8Value(configuration);
        var (problems, violations) = (new ReadProblems(), new Violations());
        var read = ShapeReader.Parse<KnowledgeBaseConfiguration>(bytes, problems);
        problems.MoveTo(violations, bytes);
        if (read is null || violations.Count > 0)
        {
            var complaint = read is null ? "an element is null." : violations.Message;
            throw AgentErrors.BadAnswer(arn, $"{member}: {complaint}");
        }

        return read.RetrievalConfiguration.VectorSearchConfiguration.NumberOfResults is null or (>= 1 and <= ResultsMax)
            ? read
            : throw AgentErrors.BadAnswer(arn, $"{member}: numberOfResults must be 1 to {ResultsMax}.");
    }
}
