using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Invocation;
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
    ActionFunctions functions, ModelCalls models, IEnumerable<OperationEndpoint> endpoints)
{
    private readonly OperationEndpoint _guardrail = endpoints.First(
        endpoint => endpoint.Operation is { Service: "bedrock-runtime", Name: "ApplyGuardrail" });

    /// <summary>Works on a turn.</summary>
    /// <exception cref="ModelledException">The turn came to no end.</exception>
    public async Task<TurnEnd> Run(
        Orchestrator orchestrator,
        AgentRun run,
        List<InvocationResultMember>? results,
        CancellationToken cancellationToken)
    {
        var arn = run.Agent.Orchestrator!;
        var (end, state, text) = results is null
            ? (null, "START", Write(new JsonObject { ["text"] = run.Question }))
            : await Resume(orchestrator, run, results, cancellationToken);
        while (end is null)
        {
            run.Turn.Budget.Take();
            run.Traces.Next();
            var answer = await functions.Invoke(run.Turn, arn, Event(run, state, text), cancellationToken);
            await Note(run, answer, cancellationToken);
            var output = answer.Object("output")?.Text("text") ?? "";
            switch (answer.Text("actionEvent"))
            {
                case "FINISH":
                    end = Answer(run, Said(output));
                    break;
                case "INVOKE_MODEL":
                    (state, text) = ("MODEL_INVOKED", await Ask(run, Json(arn, output), cancellationToken));
                    break;
                case "APPLY_GUARDRAIL":
                    (state, text) = (
                        "APPLY_GUARDRAIL_INVOKED", await Guard(run, Json(arn, output), cancellationToken));
                    break;
                case "INVOKE_TOOL":
                    var call = Call(arn, Json(arn, output));
                    (end, state, text) = Came(run, call, await orchestrator.Do(run, call, cancellationToken));
                    if (end is TurnEnd.Control)
                    {
                        run.Add(AgentMessage.Assistant("", call));
                    }

                    break;
                case var other:
                    throw AgentErrors.BadAnswer(
                        arn, $"actionEvent is '{other}', not INVOKE_MODEL, INVOKE_TOOL, APPLY_GUARDRAIL or FINISH.");
            }
        }

        return end;
    }

    private static TurnEnd.Answer Answer(AgentRun run, string text)
    {
        run.Add(AgentMessage.Assistant(text));
        return new TurnEnd.Answer(text, []);
    }

    // What comes of a tool: the turn's end, or what the function is told of it.
    private static (TurnEnd? End, string State, string Text) Came(AgentRun run, AgentCall call, ToolOutcome outcome)
    {
        const string state = "TOOL_INVOKED";
        switch (outcome)
        {
            case ToolOutcome.Wait wait:
                run.Pending = new PendingControl(run.Turn.InvocationId, [new PendingCall(call, wait.For)]);
                return (new TurnEnd.Control(wait.Inputs), state, "");
            case ToolOutcome.Ask ask:
                return (Answer(run, ask.Question), state, "");
            case ToolOutcome.Result result:
                return (null, state, Result(call, result, isError: false));
            default:
                var wrong = new ToolOutcome.Result(((ToolOutcome.Malformed)outcome).Text);
                return (null, state, Result(call, wrong, isError: true));
        }
    }

    private static async Task<(TurnEnd? End, string State, string Text)> Resume(
        Orchestrator orchestrator,
        AgentRun run,
        List<InvocationResultMember> results,
        CancellationToken cancellationToken)
    {
        var waiting = (run.Pending ?? throw AgentErrors.NothingPending(run.Turn.StateField)).Calls[0];
        run.Pending = null;
        var outcome = await orchestrator.Resume(run, waiting, results, cancellationToken);
        if (outcome is ToolOutcome.Result result)
        {
            run.Add(AgentMessage.Tools(AgentResult.Of(waiting.Call, result)));
        }

        return Came(run, waiting.Call, outcome);
    }

    private async Task<string> Ask(AgentRun run, JsonElement request, CancellationToken cancellationToken)
    {
        var model = request.Text("modelId") is { Length: > 0 } named ? named : run.Agent.ModelId;
        var call = new ModelCall(
            run.Turn.Context.Operation,
            run.Turn.Context.Caller,
            model,
            JsonSerializer.SerializeToUtf8Bytes(request))
        {
            IsConverse = true,
            IsPatient = false,
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
                request.Text("guardrailIdentifier") is { Length: > 0 } id
                    ? id
                    : run.Agent.Guardrail?.GuardrailIdentifier ?? "",
                request.Text("guardrailVersion") is { Length: > 0 } version
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
        if (answer.Object("context") is { } context)
        {
            run.Turn.Attributes = context.Texts("sessionAttributes") ?? run.Turn.Attributes;
            run.Turn.PromptAttributes = context.Texts("promptSessionAttributes") ?? run.Turn.PromptAttributes;
        }

        if (answer.Object("output")?.Object("trace")?.Object("event") is { } told)
        {
            var trace = new CustomOrchestrationTrace
            {
                TraceId = run.Traces.Id,
                Event = new CustomOrchestrationTraceEvent { Text = told.Text("text") },
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
        var use = json.Object("toolUse") ?? json;
        var input = use.Object("input") ?? JsonSerializer.SerializeToElement(new JsonObject());
        return use.Text("name") is { Length: > 0 } name
            ? new AgentCall(use.Text("toolUseId"), name, input)
            : throw AgentErrors.BadAnswer(arn, "the text of INVOKE_TOOL has no toolUse with a name.");
    }

    private static string Result(AgentCall call, ToolOutcome.Result result, bool isError) => Write(new JsonObject
    {
        ["toolResult"] = new JsonObject
        {
            ["toolUseId"] = call.Id,
            ["content"] = PromptText.Content(
                result.Text, result.Images, image => Convert.ToBase64String(image.Content.Span)),
            ["status"] = isError ? "error" : "success",
        },
    });

    // The answer as it is, or in the form in which the first event has the question.
    private static string Said(string output)
    {
        try
        {
            using var json = JsonDocument.Parse(output);
            return FreeJson.IsSound(json.RootElement) && json.RootElement.Text("text") is { Length: > 0 } text
                ? text
                : output;
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
            return json.RootElement.ValueKind == JsonValueKind.Object && FreeJson.IsSound(json.RootElement)
                ? json.RootElement.Clone()
                : throw AgentErrors.BadAnswer(
                    arn, "output.text is no JSON object, its text is not Unicode, or it names a member twice.");
        }
        catch (JsonException e)
        {
            throw AgentErrors.BadAnswer(arn, "output.text is no JSON: " + e.Message);
        }
    }

    private static string Write(JsonNode json) => PromptText.Write(json);
}
