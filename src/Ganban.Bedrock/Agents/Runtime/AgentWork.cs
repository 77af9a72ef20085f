using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>The steps of a turn: guardrail, orchestration, guardrail, what is kept, what the caller sees.</summary>
internal sealed class AgentWork(Orchestrator orchestrator, ProcessingSteps processing, SessionFiles files)
{
    private const int MessagesMax = 200;

    /// <summary>Does it.</summary>
    /// <param name="invocation">The invocation.</param>
    /// <param name="session">The session up to now.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="guard">What looks at input and answer; null for nothing.</param>
    /// <param name="keep">Keeps what was said, before the caller hears of it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ModelledException">It came to no end.</exception>
    public async Task Do(
        AgentInvocation invocation,
        AgentSession session,
        AgentTurn turn,
        AgentGuard? guard,
        Func<Conversation, Task> keep,
        CancellationToken cancellationToken)
    {
        var run = new AgentRun(turn, AgentFrame.Of(invocation.Agent), session.Conversation);
        var results = invocation.State.ReturnControlInvocationResults is { Count: > 0 } sent ? sent.ToList() : null;
        if (results is null)
        {
            var input = invocation.Input!;
            if (guard is not null)
            {
                (input, var blocked) = await guard.Input(input, cancellationToken);
                if (blocked is not null)
                {
                    await turn.Events.WriteAsync(new AgentEvent.Chunk(blocked, []), cancellationToken);
                    return;
                }
            }

            run.Drop();
            Recall(run, invocation.State.ConversationHistory);
            var (programs, talk) = await files.Read(invocation, turn.Context.Account, cancellationToken);
            foreach (var file in programs)
            {
                turn.ProgramFiles[file.Name] = file;
            }

            run.Ask(input + talk);
            if (!await processing.Accepts(run, cancellationToken))
            {
                await turn.Events.WriteAsync(new AgentEvent.Chunk(Orchestrator.Apology, []), cancellationToken);
                return;
            }
        }

        var putsAnswers = ProcessingSteps.PutsAnswers(run.Agent);
        var answer = turn.IsStreaming && !putsAnswers ? new AnswerWriter(turn, guard, cancellationToken) : null;
        var end = await orchestrator.Run(run, results, answer, cancellationToken);
        if (putsAnswers && end is TurnEnd.Answer given)
        {
            end = given with { Text = await processing.Put(run, given.Text, cancellationToken), Citations = [] };
        }

        var streamed = end is TurnEnd.Answer { Text: var text } && answer?.Sent == text ? answer.Shown : null;
        await Finish(end, run, guard, streamed, keep, cancellationToken);
    }

    private static async Task Finish(
        TurnEnd end,
        AgentRun run,
        AgentGuard? guard,
        string? streamed,
        Func<Conversation, Task> keep,
        CancellationToken cancellationToken)
    {
        var events = run.Turn.Events;
        switch (end)
        {
            case TurnEnd.Control control:
                await keep(run.ToConversation(MessagesMax));
                await Send(run, cancellationToken);
                await events.WriteAsync(
                    new AgentEvent.Control(run.Turn.InvocationId, control.Inputs), cancellationToken);
                break;
            case TurnEnd.Answer answer:
                var (text, citations) = (streamed ?? answer.Text, answer.Citations);
                if (guard is not null && streamed is null)
                {
                    text = await guard.Output(text, cancellationToken);
                    (text, citations) = guard.IsBlocked ? (guard.BlockedOutput, [])
                        : text == answer.Text ? (text, citations)
                        : (text, []);
                }

                if (guard is not null)
                {
                    await guard.Finish(cancellationToken);
                }

                run.Amend(text);
                await keep(run.ToConversation(MessagesMax));
                if (streamed is null)
                {
                    await events.WriteAsync(new AgentEvent.Chunk(text, citations), cancellationToken);
                }

                await Send(run, cancellationToken);
                break;
        }
    }

    private static async Task Send(AgentRun run, CancellationToken cancellationToken)
    {
        if (run.Files.Count > 0)
        {
            await run.Turn.Events.WriteAsync(new AgentEvent.Files(run.Files), cancellationToken);
        }
    }

    private static void Recall(AgentRun run, ConversationHistory? history)
    {
        foreach (var message in history?.Messages ?? [])
        {
            var text = string.Concat(message.Content.OfType<ContentBlock.Text>().Select(block => block.Value));
            run.Add(message.Role == ConversationRole.User ? AgentMessage.User(text) : AgentMessage.Assistant(text));
        }
    }
}
