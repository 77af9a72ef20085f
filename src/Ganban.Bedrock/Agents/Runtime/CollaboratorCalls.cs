using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Invocation;
using Ganban.Contracts.BedrockAgentRuntime;
using TraceObservation = Ganban.Contracts.BedrockAgentRuntime.Observation;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Lets an agent ask others. Each keeps a conversation of its own for as long as the session lives.</summary>
internal sealed class CollaboratorCalls(AgentGuards guards, ProcessingSteps processing)
{
    private const int MessagesMax = 100;

    /// <summary>Asks one.</summary>
    public async Task<ToolOutcome> Ask(
        Orchestrator orchestrator,
        AgentRun run,
        AgentTool.Collaborator tool,
        AgentCall call,
        CancellationToken cancellationToken)
    {
        if (run.Collaborators.GetValueOrDefault(tool.Definition.Name)?.Pending is { InvocationId: var id }
            && id == run.Turn.InvocationId)
        {
            return new ToolOutcome.Malformed(
                $"{tool.Name} waits for the caller since it was asked before. Call it again later.");
        }

        var text = call.Input.GetProperty(AgentTools.Message).GetString()!;
        await Tell(run, tool.Definition, Text(text), cancellationToken);
        var own = Begin(run, tool.Definition, run.Messages);
        var start = run.Turn.Clock.GetUtcNow();
        var end = await Work(orchestrator, own, text, results: null, answer: null, cancellationToken);
        return await Finish(run, tool.Definition, own, end, start, cancellationToken);
    }

    /// <summary>Goes on with one that waited for the caller.</summary>
    public async Task<ToolOutcome> Resume(
        Orchestrator orchestrator,
        AgentRun run,
        AgentTool.Collaborator tool,
        List<InvocationResultMember> results,
        CancellationToken cancellationToken)
    {
        var own = Begin(run, tool.Definition, run.Messages);
        var payload = new AgentCollaboratorInputPayload
        {
            Type = PayloadType.ReturnControl,
            ReturnControlResults = new ReturnControlResults
            {
                InvocationId = own.Pending?.InvocationId,
                ReturnControlInvocationResults = [.. results],
            },
        };
        await Tell(run, tool.Definition, payload, cancellationToken);
        var start = run.Turn.Clock.GetUtcNow();
        var end = await Work(orchestrator, own, text: null, results, answer: null, cancellationToken);
        return await Finish(run, tool.Definition, own, end, start, cancellationToken);
    }

    /// <summary>Hands the user's own words to one, whose answer is the answer.</summary>
    public async Task<TurnEnd> Route(
        Orchestrator orchestrator,
        AgentRun run,
        CollaboratorDefinition collaborator,
        AnswerWriter? answer,
        CancellationToken cancellationToken)
    {
        var own = Begin(run, collaborator, run.Messages.Take(run.TurnStart)); // it gets the turn's question itself
        var end = await Work(orchestrator, own, run.Question, results: null, answer, cancellationToken);
        Keep(run, collaborator, own);
        if (end is TurnEnd.Answer { Text: var text })
        {
            run.Add(AgentMessage.Assistant(text));
            return end;
        }

        // The supervisor goes on with it, as if it had asked itself.
        var tool = run.Tools.All.OfType<AgentTool.Collaborator>().First(tool => tool.Definition == collaborator);
        var input = JsonSerializer.SerializeToElement(new JsonObject { [AgentTools.Message] = run.Question });
        var call = new AgentCall(WireIds.ToolUse(), tool.Name, input);
        run.Add(AgentMessage.Assistant("", call));
        run.Pending = new PendingControl(run.Turn.InvocationId, [new PendingCall(call, PendingWait.Collaborator)]);
        return end;
    }

    private static AgentCollaboratorInputPayload Text(string text) => new() { Type = PayloadType.Text, Text = text };

    /// <summary>The run of one, with its own conversation.</summary>
    /// <param name="run">The run of the agent that asks it.</param>
    /// <param name="collaborator">The collaborator.</param>
    /// <param name="said">What it hears of if that is relayed to it.</param>
    public static AgentRun Begin(
        AgentRun run, CollaboratorDefinition collaborator, IEnumerable<AgentMessage> said)
    {
        var conversation = run.Collaborators.GetValueOrDefault(collaborator.Name) ?? new Conversation();
        return new AgentRun(run.Turn, run.Frame.To(collaborator), conversation)
        {
            Relayed = collaborator.RelaysHistory
                ? [.. said.Where(message => message.Role != AgentRole.Tool && message.Calls.Count == 0)]
                : [],
        };
    }

    private static void Keep(AgentRun run, CollaboratorDefinition collaborator, AgentRun own)
    {
        run.Collaborators[collaborator.Name] = own.ToConversation(MessagesMax);
        run.Find(own.Found);
        own.Files.ForEach(run.Add);
    }

    // The collaborator's own guardrail and prompts look at what it is asked and at what it answers.
    private async Task<TurnEnd> Work(
        Orchestrator orchestrator,
        AgentRun own,
        string? text,
        List<InvocationResultMember>? results,
        AnswerWriter? answer,
        CancellationToken cancellationToken)
    {
        var guard = await guards.Of(own.Frame, own.Turn, cancellationToken);
        if (text is not null && guard is not null)
        {
            (text, var blocked) = await guard.Input(text, cancellationToken);
            if (blocked is not null)
            {
                return new TurnEnd.Answer(blocked, []);
            }
        }

        if (text is not null)
        {
            own.Ask(text);
            if (!await processing.Accepts(own, cancellationToken))
            {
                own.Add(AgentMessage.Assistant(Orchestrator.Apology));
                return new TurnEnd.Answer(Orchestrator.Apology, []);
            }
        }

        var putsAnswers = ProcessingSteps.PutsAnswers(own.Agent);
        var growing = guard is null && !putsAnswers ? answer : null;
        var end = await orchestrator.Run(own, results, growing, cancellationToken);
        if (end is not TurnEnd.Answer given)
        {
            return end;
        }

        var shown = putsAnswers ? await processing.Put(own, given.Text, cancellationToken) : given.Text;
        if (guard is not null)
        {
            shown = await guard.Output(shown, cancellationToken);
            await guard.Finish(cancellationToken);
            shown = guard.IsBlocked ? guard.BlockedOutput : shown;
        }

        own.Amend(shown);
        return shown == given.Text ? end : new TurnEnd.Answer(shown, []);
    }

    private static async Task<ToolOutcome> Finish(
        AgentRun run,
        CollaboratorDefinition collaborator,
        AgentRun own,
        TurnEnd end,
        DateTimeOffset start,
        CancellationToken cancellationToken)
    {
        Keep(run, collaborator, own);
        var output = new AgentCollaboratorInvocationOutput
        {
            AgentCollaboratorName = collaborator.Name,
            AgentCollaboratorAliasArn = collaborator.Agent.Identity?.AliasArn,
            Metadata = AgentTraces.Metadata(run.Turn.Context.RequestId, start, run.Turn.Clock.GetUtcNow()),
            Output = end switch
            {
                TurnEnd.Answer answer => new AgentCollaboratorOutputPayload
                {
                    Type = PayloadType.Text,
                    Text = answer.Text,
                },
                TurnEnd.Control control => new AgentCollaboratorOutputPayload
                {
                    Type = PayloadType.ReturnControl,
                    ReturnControlPayload = new ReturnControlPayload
                    {
                        InvocationId = own.Pending?.InvocationId,
                        InvocationInputs = control.Inputs,
                    },
                },
                _ => throw new InvalidOperationException("There are two ends."),
            },
        };
        await run.Traces.Observed(
            new TraceObservation { Type = "AGENT_COLLABORATOR", AgentCollaboratorInvocationOutput = output },
            cancellationToken);
        return end is TurnEnd.Control { Inputs: var inputs }
            ? new ToolOutcome.Wait(PendingWait.Collaborator, inputs)
            : new ToolOutcome.Result(((TurnEnd.Answer)end).Text);
    }

    private static ValueTask Tell(
        AgentRun run,
        CollaboratorDefinition collaborator,
        AgentCollaboratorInputPayload payload,
        CancellationToken cancellationToken) => run.Traces.Input(
        new InvocationInput
        {
            InvocationType = InvocationType.AgentCollaborator,
            AgentCollaboratorInvocationInput = new AgentCollaboratorInvocationInput
            {
                AgentCollaboratorName = collaborator.Name,
                AgentCollaboratorAliasArn = collaborator.Agent.Identity?.AliasArn,
                Input = payload,
            },
        },
        cancellationToken);
}
