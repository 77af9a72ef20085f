using System.Text.RegularExpressions;
using Ganban.Bedrock.Retrieval;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using TraceObservation = Ganban.Contracts.BedrockAgentRuntime.Observation;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>
/// Lets a supervisor hand simple requests to one collaborator as they are: a model says to which, or that the
/// supervisor itself has to work on it.
/// </summary>
internal sealed partial class AgentRouter(AgentModels models, CollaboratorCalls collaborators)
{
    /// <summary>Hands the request on.</summary>
    /// <returns>How the turn ended; null where the supervisor has to work on it.</returns>
    /// <exception cref="ModelledException">A model can't be used, or the collaborator came to no end.</exception>
    public async Task<TurnEnd?> Route(
        Orchestrator orchestrator, AgentRun run, AnswerWriter? answer, CancellationToken cancellationToken)
    {
        var prompt = StepPrompt.Of(run.Agent, PromptType.RoutingClassifier);
        if (run.Agent.Collaboration != AgentCollaboration.SupervisorRouter
            || run.Agent.Collaborators.Count == 0
            || prompt.IsOn == false)
        {
            return null;
        }

        var id = run.Traces.Beside("routing");
        if (await Choose(run, prompt, id, cancellationToken) is not { } chosen)
        {
            return null;
        }

        var arn = chosen.Agent.Identity?.AliasArn;
        await Write(
            run,
            new RoutingClassifierTrace.InvocationInput(new InvocationInput
            {
                TraceId = id,
                InvocationType = InvocationType.AgentCollaborator,
                AgentCollaboratorInvocationInput = new AgentCollaboratorInvocationInput
                {
                    AgentCollaboratorName = chosen.Name,
                    AgentCollaboratorAliasArn = arn,
                    Input = new AgentCollaboratorInputPayload { Type = PayloadType.Text, Text = run.Question },
                },
            }),
            cancellationToken);
        var end = await collaborators.Route(orchestrator, run, chosen, answer, cancellationToken);
        if (end is TurnEnd.Answer { Text: var text })
        {
            var output = new AgentCollaboratorInvocationOutput
            {
                AgentCollaboratorName = chosen.Name,
                AgentCollaboratorAliasArn = arn,
                Output = new AgentCollaboratorOutputPayload { Type = PayloadType.Text, Text = text },
            };
            await Observe(
                run,
                new TraceObservation
                {
                    TraceId = id,
                    Type = "AGENT_COLLABORATOR",
                    AgentCollaboratorInvocationOutput = output,
                },
                cancellationToken);
            await Observe(
                run,
                new TraceObservation
                {
                    TraceId = id,
                    Type = "FINISH",
                    FinalResponse = run.Traces.Final(text),
                },
                cancellationToken);
        }

        return end;
    }

    private async Task<CollaboratorDefinition?> Choose(
        AgentRun run, StepPrompt prompt, string id, CancellationToken cancellationToken)
    {
        string Filled(string text) =>
            AnswerPrompt.Replace(text, variable => OrchestrationPrompt.Value(run, variable));

        var question = RequestTemplate.Read(prompt.Template)?.Ask(prompt, run.Question, Filled)
            ?? new ModelQuestion(
                prompt, Filled(prompt.Template ?? DefaultPrompts.Routing), [AgentMessage.User(run.Question)]);
        if (run.Traces.IsOn)
        {
            var input = prompt.ToTrace(id, PromptText.Of(question, tools: null));
            await Write(run, new RoutingClassifierTrace.ModelInvocationInput(input), cancellationToken);
        }

        var reply = await models.Ask(question, run.Turn, pass: null, cancellationToken);
        if (run.Traces.IsOn)
        {
            var output = new RoutingClassifierModelInvocationOutput
            {
                TraceId = id,
                RawResponse = new RawResponse { Content = PromptText.Of(reply.Answer, []) },
                Metadata = AgentTraces.Metadata(reply),
            };
            await Write(run, new RoutingClassifierTrace.ModelInvocationOutput(output), cancellationToken);
        }

        var named = Name().Match(reply.Answer.Text) is { Success: true } found
            ? found.Groups[1].Value.Trim()
            : reply.Answer.Text.Trim();
        return run.Agent.Collaborators.FirstOrDefault(collaborator => collaborator.Name == named);
    }

    private static ValueTask Observe(
        AgentRun run, TraceObservation observation, CancellationToken cancellationToken) =>
        Write(run, new RoutingClassifierTrace.Observation(observation), cancellationToken);

    private static ValueTask Write(
        AgentRun run, RoutingClassifierTrace trace, CancellationToken cancellationToken) =>
        run.Traces.Write(new Trace.RoutingClassifierTrace(trace), cancellationToken);

    [GeneratedRegex("<a>(.*?)</a>", RegexOptions.Singleline)]
    private static partial Regex Name();
}
