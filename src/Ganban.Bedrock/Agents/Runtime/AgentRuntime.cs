using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ganban.Bedrock.Agents.Memory;
using Ganban.Bedrock.Engines;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Functions.Programs;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Invokes agents: finds the session, lets the agent work on the turn, and keeps what was said.</summary>
internal sealed class AgentRuntime(
    AgentSessions sessions,
    AgentMemories memories,
    IdleMemories idle,
    AgentModels models,
    AgentGuards guards,
    AgentWork work,
    TimeProvider clock)
{
    private const int EventsWaitingMax = 64;
    private const int GuardIntervalDefault = 50; // the service's own
    private const long FileBytesKeptMax = 6L << 20;
    private const int InputCharactersMax = 1_000_000;

    /// <summary>Runs an invocation. An error before the first event is the answer to the request.</summary>
    /// <exception cref="ModelledException">The invocation is wrong, or came to no end.</exception>
    public async IAsyncEnumerable<AgentEvent> Run(
        AgentInvocation invocation,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var key = AgentSessions.Key(invocation.Agent.Identity, invocation.SessionId);
        using var taken = sessions.Take(tenant, key, invocation.SessionId);
        if (invocation.EndsSession)
        {
            await sessions.End(tenant, key, cancellationToken);
            await memories.Recall(invocation.Agent, invocation.MemoryId, context, cancellationToken);
            yield break;
        }

        var memory = await memories.Recall(invocation.Agent, invocation.MemoryId, context, cancellationToken);
        var session = (await sessions.Find(tenant, key, cancellationToken))?.Document ?? new AgentSession();
        Check(invocation, session);
        context.Header(
            ModelEngines.Header, await models.Check(invocation.Agent, invocation.Input, context, cancellationToken));
        var channel = Channel.CreateBounded<AgentEvent>(EventsWaitingMax);
        var turn = Turn(invocation, session, memory, context, channel.Writer);
        var guard = await guards.Of(AgentFrame.Of(invocation.Agent), turn, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = Work(
            ended => Keep(tenant, key, session.StartedAt, invocation, turn, ended, stop.Token),
            invocation,
            session,
            turn,
            guard,
            stop.Token);
        try
        {
            await foreach (var item in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return item;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await working;
        }
    }

    // An error reaches the reader through the channel.
    private async Task Work(
        Func<Conversation, Task> keep,
        AgentInvocation invocation,
        AgentSession session,
        AgentTurn turn,
        AgentGuard? guard,
        CancellationToken cancellationToken)
    {
        try
        {
            await work.Do(invocation, session, turn, guard, keep, cancellationToken);
            turn.Events.Complete();
        }
        catch (Exception e)
        {
            turn.Events.Complete(e);
        }
    }

    private async Task Keep(
        Tenant tenant,
        string key,
        DateTimeOffset? startedAt,
        AgentInvocation invocation,
        AgentTurn turn,
        Conversation conversation,
        CancellationToken cancellationToken)
    {
        var session = new AgentSession
        {
            SessionId = invocation.SessionId,
            StartedAt = startedAt ?? clock.GetUtcNow(),
            Conversation = conversation,
            Attributes = turn.Attributes,
            PromptAttributes = conversation.Pending is null ? new Dictionary<string, string>() : turn.PromptAttributes,
            Files = Kept(turn.ProgramFiles.Values),
            IdleSeconds = (int)invocation.Agent.IdleTime.TotalSeconds,
            MemoryId = invocation.MemoryId,
        };
        var memory = invocation is { MemoryId: { } id, Agent: { Memory: not null, Identity: { } agent } }
            ? new WatchedMemory(
                tenant.Account, tenant.Region, turn.Context.Caller.PrincipalArn, agent.AgentId, agent.AliasId, id)
            : null;
        await sessions.Keep(tenant, key, session, memory, cancellationToken);
        if (memory is not null)
        {
            idle.Watch(memory, invocation.Agent.IdleTime);
        }

        await sessions.EndForgotten(tenant, cancellationToken);
    }

    // Files beyond what a session keeps are there for one turn only.
    private static IReadOnlyList<SessionFile> Kept(IEnumerable<ProgramFile> files)
    {
        var kept = new List<SessionFile>();
        var bytes = 0L;
        foreach (var file in files.OrderBy(file => file.Content.Length))
        {
            bytes += file.Content.Length;
            if (bytes > FileBytesKeptMax)
            {
                break;
            }

            kept.Add(new SessionFile(file.Name, file.Content));
        }

        return kept;
    }

    private static void Check(AgentInvocation invocation, AgentSession session)
    {
        if (invocation.State.ReturnControlInvocationResults is { Count: > 0 } results)
        {
            ControlImages.Check(results, invocation.StateField);
            var pending = session.Conversation.Pending ?? throw AgentErrors.NothingPending(invocation.StateField);
            if (invocation.State.InvocationId != pending.InvocationId)
            {
                throw AgentErrors.OtherInvocation(invocation.StateField, invocation.State.InvocationId);
            }
        }
        else if (string.IsNullOrWhiteSpace(invocation.Input))
        {
            throw AgentErrors.Wrong("inputText", "It is missing or empty. Send what the user says.");
        }
        else if (invocation.Input.Length > InputCharactersMax)
        {
            throw AgentErrors.Wrong("inputText", $"It has more than {InputCharactersMax} characters.");
        }
    }

    private AgentTurn Turn(
        AgentInvocation invocation,
        AgentSession session,
        IReadOnlyList<string> memory,
        OperationContext context,
        ChannelWriter<AgentEvent> events)
    {
        var state = invocation.State;
        var isResumed = state.ReturnControlInvocationResults is { Count: > 0 };
        var turn = new AgentTurn
        {
            Context = context,
            SessionId = invocation.SessionId,
            StateField = invocation.StateField,
            IsTraced = invocation.IsTraced,
            IsStreaming = invocation.Streaming?.StreamFinalResponse == true,
            GuardInterval = invocation.Streaming?.ApplyGuardrailInterval ?? GuardIntervalDefault,
            PromptCreation = invocation.PromptCreation,
            Memories = memory,
            Retrieval = (state.KnowledgeBaseConfigurations ?? [])
                .DistinctBy(one => one.KnowledgeBaseId)
                .ToDictionary(one => one.KnowledgeBaseId, one => one.RetrievalConfiguration),
            Attributes = Merged(session.Attributes, state.SessionAttributes),
            PromptAttributes = isResumed
                ? Merged(session.PromptAttributes, state.PromptSessionAttributes)
                : state.PromptSessionAttributes ?? new Dictionary<string, string>(),
            Events = events,
            Clock = clock,
        };
        foreach (var file in session.Files)
        {
            turn.ProgramFiles[file.Name] = new ProgramFile(file.Name, file.Content);
        }

        return turn;
    }

    private static IReadOnlyDictionary<string, string> Merged(
        IReadOnlyDictionary<string, string> known, IReadOnlyDictionary<string, string>? told)
    {
        if (told is null)
        {
            return known;
        }

        var merged = new Dictionary<string, string>(known);
        foreach (var (name, value) in told)
        {
            merged[name] = value;
        }

        return merged;
    }
}
