using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Retrieval;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>
/// Lets a function of the user's decide what an agent does next: ask a model, call a tool, apply a guardrail, or
/// answer.
/// </summary>
internal sealed class CustomOrchestration(
    ActionFunctions functions, ToolCalls tools, ModelCalls models, IEnumerable<OperationEndpoint> endpoints)
{
    private const int StepsMax = AgentTurn.ModelCallsMax;

    private readonly OperationEndpoint _guardrail = endpoints.First(
        endpoint => endpoint.Operation is { Service: "bedrock-runtime", Name: "ApplyGuardrail" });

    /// <summary>Works on a turn.</summary>
    /// <exception cref="ModelledException">The turn came to no end.</exception>
    public async Task<TurnEnd> Run(
        AgentRun run, List<InvocationResultMember>? results, CancellationToken cancellationToken)
    {
        var arn = run.Agent.Orchestrator!;
        var (state, text) = results is null
            ? ("START", Write(new JsonObject { ["text"] = run.Turn.Input }))
            : ("TOOL_INVOKED", await Resume(run, results, cancellationToken));
        for (var step = 0; step < StepsMax; step++)
        {
            run.Traces.Next();
            var answer = await functions.Invoke(run.Turn, arn, Event(run, state, text), cancellationToken);
            await Note(run, answer, cancellationToken);
            var output = Text(Object(answer, "output"), "text");
            switch (Text(answer, "actionEvent"))
            {
                case "FINISH":
                    var said = Said(output);
                    run.Add(AgentMessage.Assistant(said));
                    return new TurnEnd.Answer(said, []);
                case "INVOKE_MODEL":
                    (state, text) = ("MODEL_INVOKED", await Ask(run, Json(arn, output), cancellationToken));
                    break;
                case "APPLY_GUARDRAIL":
                    (state, text) = (
                        "APPLY_GUARDRAIL_INVOKED", await Guard(run, Json(arn, output), cancellationToken));
                    break;
                case "INVOKE_TOOL":
                    var call = Call(arn, Json(arn, output));
                    var outcome = await Use(run, call, cancellationToken);
                    if (outcome is ToolOutcome.Wait wait)
                    {
                        run.Add(AgentMessage.Assistant("", call));
                        run.Pending = new PendingControl(run.Turn.InvocationId, [new PendingCall(call, wait.For)]);
                        return new TurnEnd.Control(wait.Inputs);
                    }

                    if (outcome is ToolOutcome.Ask { Question: var question })
                    {
                        run.Add(AgentMessage.Assistant(question));
                        return new TurnEnd.Answer(question, []);
                    }

                    (state, text) = ("TOOL_INVOKED", Result(call, outcome));
                    break;
                case var other:
                    throw AgentErrors.BadAnswer(
                        arn, $"actionEvent is '{other}', not INVOKE_MODEL, INVOKE_TOOL, APPLY_GUARDRAIL or FINISH.");
            }
        }

        throw AgentErrors.TooManySteps(StepsMax);
    }

    private async Task<string> Resume(
        AgentRun run, List<InvocationResultMember> results, CancellationToken cancellationToken)
    {
        var waiting = (run.Pending ?? throw AgentErrors.NothingPending(run.Turn.StateField)).Calls[0];
        run.Pending = null;
        var tool = run.Tools.Find(waiting.Call.Tool) ?? throw AgentErrors.NoSuchAction(waiting.Call.Tool);
        var action = ActionInput.Of(tool, waiting.Call.Input);
        var result = ControlResult.Take(results, action)
            ?? throw AgentErrors.ResultMissing(run.Turn.StateField, action.Title);
        var text = await tools.Resume(run, tool, waiting, result, cancellationToken);
        run.Add(AgentMessage.Tools(AgentResult.Of(waiting.Call, text)));
        return Result(waiting.Call, new ToolOutcome.Result(text));
    }

    private async Task<ToolOutcome> Use(AgentRun run, AgentCall call, CancellationToken cancellationToken) =>
        run.Tools.Find(call.Tool) is not { } tool ? new ToolOutcome.Malformed($"There is no tool {call.Tool}.")
        : ToolArguments.Complaint(tool, call.Input) is { } complaint ? new ToolOutcome.Malformed(complaint)
        : tool is AgentTool.Collaborator
            ? throw AgentErrors.NotImplemented("collaborators in a custom orchestration")
            : await tools.Run(run, tool, call, cancellationToken);

    private async Task<string> Ask(AgentRun run, JsonElement request, CancellationToken cancellationToken)
    {
        var model = Text(request, "modelId") is { Length: > 0 } named ? named : run.Agent.ModelId;
        var call = new ModelCall(
            run.Turn.Context.Operation,
            run.Turn.Context.Caller,
            model,
            JsonSerializer.SerializeToUtf8Bytes(request))
        {
            IsConverse = true,
        };
        var result = await models.Run(call, cancellationToken);
        return result.Error is null
            ? Encoding.UTF8.GetString(result.Output.Span)
            : throw RetrievalErrors.OfModel(result.Error);
    }

    private async Task<string> Guard(AgentRun run, JsonElement request, CancellationToken cancellationToken)
    {
        var parts = new RequestParts
        {
            Labels =
            [
                Text(request, "guardrailIdentifier") is { Length: > 0 } id
                    ? id
                    : run.Agent.Guardrail?.GuardrailIdentifier ?? "",
                Text(request, "guardrailVersion") is { Length: > 0 } version
                    ? version
                    : run.Agent.Guardrail?.GuardrailVersion ?? "",
            ],
            Query = [],
            Header = _ => null,
            Body = JsonSerializer.SerializeToUtf8Bytes(request),
        };
        try
        {
            var response = await _guardrail.Invoke(parts, run.Turn.Context, cancellationToken);
            return Encoding.UTF8.GetString(response.Body.Span);
        }
        catch (ModelledException e)
        {
            throw RetrievalErrors.OfModel(e);
        }
    }

    private static async Task Note(AgentRun run, JsonElement answer, CancellationToken cancellationToken)
    {
        if (Object(answer, "context") is { } context)
        {
            run.Turn.Attributes = Map(context, "sessionAttributes") ?? run.Turn.Attributes;
            run.Turn.PromptAttributes = Map(context, "promptSessionAttributes") ?? run.Turn.PromptAttributes;
        }

        if (Object(Object(Object(answer, "output"), "trace"), "event") is { } told)
        {
            var trace = new CustomOrchestrationTrace
            {
                TraceId = run.Traces.Id,
                Event = new CustomOrchestrationTraceEvent { Text = Text(told, "text") },
            };
            await run.Traces.Write(new Trace.CustomOrchestrationTrace(trace), cancellationToken);
        }
    }

    private static JsonObject Event(AgentRun run, string state, string text)
    {
        var turn = run.Turn;
        var configuration = new JsonObject
        {
            ["instruction"] = run.Agent.Instruction,
            ["defaultModelId"] = run.Agent.ModelId,
            ["tools"] = PromptText.Tools(run.Tools),
        };
        if (run.Agent.Guardrail is { } guardrail)
        {
            configuration["guardrails"] = new JsonObject
            {
                ["version"] = guardrail.GuardrailVersion,
                ["identifier"] = guardrail.GuardrailIdentifier,
            };
        }

        return new JsonObject
        {
            ["version"] = "1.0",
            ["state"] = state,
            ["input"] = new JsonObject { ["text"] = text },
            ["context"] = new JsonObject
            {
                ["requestId"] = turn.Context.RequestId,
                ["sessionId"] = turn.SessionId,
                ["agentConfiguration"] = configuration,
                ["session"] = Session(run),
                ["sessionAttributes"] = ActionInput.Json(turn.Attributes),
                ["promptSessionAttributes"] = ActionInput.Json(turn.PromptAttributes),
            },
        };
    }

    private static JsonArray Session(AgentRun run)
    {
        var turns = new JsonArray();
        foreach (var message in run.Messages.Take(Math.Max(0, run.TurnStart)))
        {
            if (message.Role == AgentRole.User)
            {
                turns.Add(new JsonObject
                {
                    ["agentInput"] = message.Text,
                    ["agentOutput"] = "",
                    ["intermediarySteps"] = new JsonArray(),
                });
            }
            else if (message is { Role: AgentRole.Assistant, Calls.Count: 0 } && turns.Count > 0)
            {
                turns[^1]!["agentOutput"] = message.Text;
            }
        }

        return turns;
    }

    private static AgentCall Call(string arn, JsonElement json)
    {
        var use = Object(json, "toolUse") ?? json;
        var input = Object(use, "input") ?? JsonSerializer.SerializeToElement(new JsonObject());
        return Text(use, "name") is { Length: > 0 } name
            ? new AgentCall(Text(use, "toolUseId"), name, input)
            : throw AgentErrors.BadAnswer(arn, "the text of INVOKE_TOOL has no toolUse with a name.");
    }

    private static string Result(AgentCall call, ToolOutcome outcome)
    {
        var isError = outcome is ToolOutcome.Malformed;
        var text = outcome switch
        {
            ToolOutcome.Result result => result.Text,
            ToolOutcome.Malformed malformed => malformed.Text,
            _ => "",
        };
        return Write(new JsonObject
        {
            ["toolResult"] = new JsonObject
            {
                ["toolUseId"] = call.Id,
                ["content"] = new JsonArray(new JsonObject { ["text"] = text }),
                ["status"] = isError ? "error" : "success",
            },
        });
    }

    // The answer as it is, or in the form in which the first event has the question.
    private static string Said(string output)
    {
        try
        {
            using var json = JsonDocument.Parse(output);
            return Text(json.RootElement, "text") is { Length: > 0 } text ? text : output;
        }
        catch (JsonException)
        {
            return output;
        }
    }

    private static JsonElement Json(string arn, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json.RootElement.Clone()
                : throw AgentErrors.BadAnswer(arn, "output.text is no JSON object.");
        }
        catch (JsonException e)
        {
            throw AgentErrors.BadAnswer(arn, "output.text is no JSON: " + e.Message);
        }
    }

    private static string Write(JsonNode json) => PromptText.Write(json);

    private static Dictionary<string, string>? Map(JsonElement json, string member) => Object(json, member) is { } map
        ? map.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.ToString())
        : null;

    private static JsonElement? Object(JsonElement? json, string member) =>
        json is { ValueKind: JsonValueKind.Object } given
        && given.TryGetProperty(member, out var value)
        && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string Text(JsonElement? json, string member) =>
        json is { ValueKind: JsonValueKind.Object } given
        && given.TryGetProperty(member, out var value)
        && value.ValueKind != JsonValueKind.Null ? value.ToString() : "";
}
