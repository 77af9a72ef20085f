using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Retrieval;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>
/// The loop of an agent: its model is asked, what it calls is done, and it is asked again with what came of that, until
/// it answers or the caller has to go on.
/// </summary>
internal sealed class Orchestrator(
    AgentModels models,
    ToolCalls tools,
    CollaboratorCalls collaborators,
    AgentRouter router,
    CustomOrchestration custom,
    OutputParser parser)
{
    private const int MalformedMax = 3;
    private const string CollaboratorLane = "collaborators";

    /// <summary>The service's words where there is no answer.</summary>
    public const string Apology = "Sorry, I am unable to assist you with this request.";

    /// <summary>Works on a turn whose question or results are in the conversation.</summary>
    /// <param name="run">The agent and its conversation.</param>
    /// <param name="results">What the caller sent for what it was asked to do; null where the turn begins.</param>
    /// <param name="answer">Gets the answer as it grows; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ModelledException">The turn came to no end.</exception>
    public async Task<TurnEnd> Run(
        AgentRun run,
        List<InvocationResultMember>? results,
        AnswerWriter? answer,
        CancellationToken cancellationToken)
    {
        try
        {
            if (run.Agent.Orchestrator is not null)
            {
                return await custom.Run(this, run, results, cancellationToken);
            }

            var end = results is null
                ? await router.Route(this, run, answer, cancellationToken)
                : await Resume(run, results, cancellationToken);
            return end ?? await Loop(run, answer, cancellationToken);
        }
        catch (ModelledException e)
        {
            await run.Traces.Failed(e, cancellationToken);
            throw;
        }
    }

    private async Task<TurnEnd> Loop(AgentRun run, AnswerWriter? answer, CancellationToken cancellationToken)
    {
        var prompt = StepPrompt.Of(run.Agent, PromptType.Orchestration);
        var growing = prompt.Parser is null ? answer : null; // what a parser is to read is no answer yet
        var malformed = 0;
        while (true)
        {
            run.Traces.Next();
            var question = OrchestrationPrompt.Of(run, prompt);
            await run.Traces.Asked(question, run.Tools, cancellationToken);
            growing?.Begin(run.Found);
            var reply = await models.Ask(
                question, run.Turn, growing is null ? null : growing.Pass, cancellationToken);
            IReadOnlyList<AgentCall> calls =
                [.. reply.Answer.ToolCalls.Select(call => new AgentCall(WireIds.ToolUse(), call.Name, call.Input))];
            await run.Traces.Answered(reply, calls, cancellationToken);
            if (prompt.Parser is null && calls.Count == 0)
            {
                return await Finish(run, reply.Answer, cancellationToken);
            }

            if (prompt.Parser is null)
            {
                run.Add(AgentMessage.Assistant(reply.Answer.Text, calls));
            }

            var (end, isMalformed) = prompt.Parser is null
                ? await Do(run, calls, cancellationToken)
                : await DoParsed(run, prompt, reply.Answer, calls, cancellationToken);
            malformed = isMalformed ? malformed + 1 : 0;
            if (end is not null)
            {
                return end;
            }

            if (malformed == MalformedMax)
            {
                throw AgentErrors.Malformed(MalformedMax);
            }
        }
    }

    private async Task<(TurnEnd? End, bool IsMalformed)> DoParsed(
        AgentRun run,
        StepPrompt prompt,
        ChatAnswer answer,
        IReadOnlyList<AgentCall> calls,
        CancellationToken cancellationToken)
    {
        var step = await parser.ParseStep(run, prompt, PromptText.Of(answer, calls), cancellationToken);
        if (step.Rationale.Length > 0)
        {
            var rationale = new Rationale { TraceId = run.Traces.Id, Text = step.Rationale };
            await run.Traces.Write(new OrchestrationTrace.Rationale(rationale), cancellationToken);
        }

        switch (step)
        {
            case ParsedStep.Call call:
                run.Add(AgentMessage.Assistant(answer.Text, call.Value));
                return await Do(run, [call.Value], cancellationToken);
            case ParsedStep.Finish finish:
                return (await Finish(run, answer with { Text = finish.Text, Cited = [] }, cancellationToken), false);
            case ParsedStep.Ask ask:
                run.Add(AgentMessage.Assistant(ask.Text));
                await run.Traces.Finished("ASK_USER", ask.Text, cancellationToken);
                return (new TurnEnd.Answer(ask.Text, []), false);
            default:
                var text = ((ParsedStep.Reprompt)step).Text;
                await run.Traces.Reprompted(Source.Parser, text, cancellationToken);
                run.Add(AgentMessage.Assistant(answer.Text.Length > 0 ? answer.Text : "-"));
                run.Continue(text);
                return (null, true);
        }
    }

    private async Task<(TurnEnd? End, bool IsMalformed)> Do(
        AgentRun run, IReadOnlyList<AgentCall> calls, CancellationToken cancellationToken)
    {
        var inputs = 0;
        var steps = new List<StepCall>(calls.Count);
        foreach (var call in calls)
        {
            var tool = run.Tools.Find(call.Tool);
            var fits = tool is null || !ToolCalls.ReturnsControl(tool) || CallResults.Fit(++inputs);
            steps.Add(new StepCall(
                call, Lane(tool), (own, token) => Do(own, call, fits ? null : CallResults.TooMany, token)));
        }

        var results = new CallResults(run);
        await results.Add(StepCalls.Run(run, steps, cancellationToken), cancellationToken);
        return (await results.End(cancellationToken), results.IsMalformed);
    }

    // A session's programs find each other's files, and a collaborator has one conversation.
    private static string? Lane(AgentTool? tool) => tool switch
    {
        AgentTool.RunCode or AgentTool.Collaborator => tool.Name,
        _ => null,
    };

    private async Task<ToolOutcome> Do(
        AgentRun run, AgentCall call, ToolOutcome.Malformed? refusal, CancellationToken cancellationToken)
    {
        var outcome = refusal ?? await Do(run, call, cancellationToken);
        if (outcome is ToolOutcome.Malformed { Text: var complaint })
        {
            await run.Traces.Reprompted(Source.Parser, complaint, cancellationToken);
        }

        return outcome;
    }

    /// <summary>Carries out one call.</summary>
    /// <exception cref="ModelledException">It ended the turn.</exception>
    public async Task<ToolOutcome> Do(AgentRun run, AgentCall call, CancellationToken cancellationToken)
    {
        if (run.Tools.Find(call.Tool) is not { } tool)
        {
            return new ToolOutcome.Malformed(
                $"There is no tool {call.Tool}. There are: "
                + string.Join(", ", run.Tools.All.Select(tool => tool.Name)) + ".");
        }

        if (ToolArguments.Complaint(tool, call.Input) is { } complaint)
        {
            return new ToolOutcome.Malformed(complaint);
        }

        return tool is AgentTool.Collaborator collaborator
            ? await collaborators.Ask(this, run, collaborator, call, cancellationToken)
            : await tools.Run(run, tool, call, cancellationToken);
    }

    private async Task<TurnEnd?> Resume(
        AgentRun run, List<InvocationResultMember> results, CancellationToken cancellationToken)
    {
        var pending = run.Pending ?? throw AgentErrors.NothingPending(run.Turn.StateField);
        CheckResults(run, pending, [.. results]);
        run.Pending = null;
        var steps = pending.Calls.Select(waiting => Resumed(run, waiting, results)).ToList();
        var came = new CallResults(run);
        await came.Add(StepCalls.Run(run, steps, cancellationToken), cancellationToken);
        return await came.End(cancellationToken);
    }

    /// <summary>Goes on with one call that waited for the caller.</summary>
    /// <exception cref="ModelledException">It ended the turn, or there is no result for it.</exception>
    public Task<ToolOutcome> Resume(
        AgentRun run,
        PendingCall waiting,
        List<InvocationResultMember> results,
        CancellationToken cancellationToken) =>
        Resumed(run, waiting, results).Work(run, cancellationToken);

    // Nothing is done before all results are there, also those that collaborators wait for. They are taken here in the
    // order in which they are taken when it is done.
    private void CheckResults(AgentRun run, PendingControl pending, List<InvocationResultMember> left)
    {
        foreach (var waiting in pending.Calls)
        {
            _ = Resumed(run, waiting, left);
        }

        foreach (var asked in pending.Calls
            .Select(waiting => run.Tools.Find(waiting.Call.Tool))
            .OfType<AgentTool.Collaborator>())
        {
            var own = CollaboratorCalls.Begin(run, asked.Definition, said: []);
            CheckResults(own, own.Pending ?? throw AgentErrors.NothingPending(run.Turn.StateField), left);
        }
    }

    // Collaborators take their results one after another, from those that are left when all actions have theirs.
    private StepCall Resumed(AgentRun run, PendingCall waiting, List<InvocationResultMember> results)
    {
        var tool = run.Tools.Find(waiting.Call.Tool) ?? throw AgentErrors.NoSuchAction(waiting.Call.Tool);
        if (tool is AgentTool.Collaborator collaborator)
        {
            return new StepCall(
                waiting.Call,
                CollaboratorLane,
                (own, token) => collaborators.Resume(this, own, collaborator, results, token));
        }

        var action = ActionInput.Of(tool, waiting.Call.Input);
        var result = ControlResult.Take(results, waiting, action, run.Frame, run.Turn.StateField);
        return new StepCall(
            waiting.Call, Lane: null, (own, token) => tools.Resume(own, tool, waiting, result, token));
    }

    private static async Task<TurnEnd> Finish(
        AgentRun run, ChatAnswer answer, CancellationToken cancellationToken)
    {
        var text = answer.Text.Trim().Length > 0 ? answer.Text : Apology;
        run.Add(AgentMessage.Assistant(text));
        await run.Traces.Finished("FINISH", text, cancellationToken);
        var found = new AnswerCitations(run.Found);
        return new TurnEnd.Answer(
            text, [.. answer.Cited.Select(piece => found.Next(piece.Text, piece.Citations)).OfType<Citation>()]);
    }
}
