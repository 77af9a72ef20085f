using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using TraceObservation = Ganban.Contracts.BedrockAgentRuntime.Observation;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Carries out what models call, all but other agents, and tells it.</summary>
internal sealed class ToolCalls(ActionFunctions functions, KnowledgeSearch knowledge, CodeInterpreter interpreter)
{
    private const string Denied = "The user did not confirm this action, so it was not carried out.";

    /// <summary>Carries out a call.</summary>
    /// <exception cref="ModelledException">It ended the turn.</exception>
    public async Task<ToolOutcome> Run(
        AgentRun run, AgentTool tool, AgentCall call, CancellationToken cancellationToken)
    {
        switch (tool)
        {
            case AgentTool.AskUser:
                return new ToolOutcome.Ask(call.Input.GetProperty(AgentTools.Question).GetString()!);
            case AgentTool.Search search:
                return await knowledge.Run(run, search, call, cancellationToken);
            case AgentTool.RunCode:
                var code = call.Input.GetProperty(AgentTools.Code).GetString()!;
                return new ToolOutcome.Result(await interpreter.Run(run, code, cancellationToken));
            default:
                return await Act(run, tool, ActionInput.Of(tool, call.Input), cancellationToken);
        }
    }

    /// <summary>Whether the caller is asked before anything of a call is done.</summary>
    public static bool ReturnsControl(AgentTool tool) =>
        tool is AgentTool.Function or AgentTool.Api or AgentTool.Native && (Lambda(tool) is null || NeedsConsent(tool));

    /// <summary>Goes on with an action when the caller has sent a result.</summary>
    /// <exception cref="ModelledException">It ended the turn.</exception>
    public async Task<ToolOutcome> Resume(
        AgentRun run,
        AgentTool tool,
        PendingCall pending,
        ControlResult result,
        CancellationToken cancellationToken)
    {
        var action = ActionInput.Of(tool, pending.Call.Input);
        if (result.Confirmation == ConfirmationState.Deny)
        {
            await Observe(run, Denied, metadata: null, cancellationToken);
            return new ToolOutcome.Result(Denied);
        }

        if (pending.Wait == PendingWait.Confirmation)
        {
            var arn = Lambda(tool) ?? throw AgentErrors.NoSuchAction(tool.Name);
            return await CallFunction(run, action, arn, cancellationToken);
        }

        switch (result.State)
        {
            case ResponseState.Failure:
                throw AgentErrors.ActionFailed(action.Title, result.Text);
            case ResponseState.Reprompt:
                await run.Traces.Reprompted(Source.ActionGroup, result.Text, cancellationToken);
                break;
            default:
                await Observe(run, result.Text, metadata: null, cancellationToken);
                break;
        }

        return new ToolOutcome.Result(result.Text) { Images = result.Images };
    }

    private static bool NeedsConsent(AgentTool tool) => tool
        is AgentTool.Function { Definition.RequireConfirmation: RequireConfirmation.Enabled }
        or AgentTool.Api { Operation.NeedsConfirmation: true };

    private static string? Lambda(AgentTool tool) => Group(tool).Executor is ActionGroupExecutor.Lambda lambda
        ? lambda.Value
        : null;

    private static ActionGroup Group(AgentTool tool) => tool switch
    {
        AgentTool.Function function => function.Group,
        AgentTool.Api api => api.Group,
        AgentTool.Native native => native.Group,
        _ => throw new ArgumentException($"{tool.Name} is no action.", nameof(tool)),
    };

    private async Task<ToolOutcome> Act(
        AgentRun run, AgentTool tool, ActionInput action, CancellationToken cancellationToken)
    {
        var needsConsent = NeedsConsent(tool);
        var arn = Lambda(tool);
        if (arn is not null && !needsConsent)
        {
            return await CallFunction(run, action, arn, cancellationToken);
        }

        var (wait, type) = (arn, needsConsent) switch
        {
            (not null, _) => (PendingWait.Confirmation, ActionInvocationType.UserConfirmation),
            (null, true) => (PendingWait.ConfirmationAndResult, ActionInvocationType.UserConfirmationAndResult),
            _ => (PendingWait.Result, ActionInvocationType.Result),
        };
        await Tell(run, action, ExecutionType.ReturnControl, run.Turn.InvocationId, cancellationToken);
        return new ToolOutcome.Wait(wait, [action.ToControl(type, run.Frame)]);
    }

    private async Task<ToolOutcome> CallFunction(
        AgentRun run, ActionInput action, string arn, CancellationToken cancellationToken)
    {
        await Tell(run, action, ExecutionType.Lambda, invocationId: null, cancellationToken);
        var start = run.Turn.Clock.GetUtcNow();
        var outcome = await functions.Call(run, action, arn, cancellationToken);
        if (outcome.IsReprompt)
        {
            await run.Traces.Reprompted(Source.ActionGroup, outcome.Text, cancellationToken);
        }
        else
        {
            var metadata = AgentTraces.Metadata(run.Turn.Context.RequestId, start, run.Turn.Clock.GetUtcNow());
            await Observe(run, outcome.Text, metadata, cancellationToken);
        }

        return new ToolOutcome.Result(outcome.Text);
    }

    private static ValueTask Tell(
        AgentRun run, ActionInput action, string type, string? invocationId, CancellationToken cancellationToken) =>
        run.Traces.Input(
            new InvocationInput
            {
                InvocationType = InvocationType.ActionGroup,
                ActionGroupInvocationInput = action.ToTrace(type, invocationId),
            },
            cancellationToken);

    private static ValueTask Observe(
        AgentRun run, string text, Metadata? metadata, CancellationToken cancellationToken) => run.Traces.Observed(
        new TraceObservation
        {
            Type = "ACTION_GROUP",
            ActionGroupInvocationOutput = new ActionGroupInvocationOutput { Text = text, Metadata = metadata },
        },
        cancellationToken);
}
