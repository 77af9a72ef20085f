using System.Threading.Channels;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Functions.Programs;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>One invocation: what all agents that work on it share.</summary>
internal sealed record AgentTurn
{
    /// <summary>The call.</summary>
    public required OperationContext Context { get; init; }

    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The request's member that says something of the session, for complaints.</summary>
    public required string StateField { get; init; }

    /// <summary>Whether steps are told.</summary>
    public required bool IsTraced { get; init; }

    /// <summary>Whether the answer leaves as it grows.</summary>
    public required bool IsStreaming { get; init; }

    /// <summary>After how many characters a guardrail looks at an answer that leaves as it grows.</summary>
    public required int GuardInterval { get; init; }

    /// <summary>How earlier turns are told.</summary>
    public required PromptCreationConfigurations? PromptCreation { get; init; }

    /// <summary>How knowledge bases are searched in this turn, by their ids; functions change it.</summary>
    public required Dictionary<string, KnowledgeBaseRetrievalConfiguration> Retrieval { get; init; }

    /// <summary>Summaries of earlier sessions, the newest first.</summary>
    public IReadOnlyList<string> Memories { get; init; } = [];

    /// <summary>The files that the session's programs find, by name; what they write is added.</summary>
    public Dictionary<string, ProgramFile> ProgramFiles { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>What is remembered for the session; functions replace it.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; set; }

    /// <summary>What is remembered for the turn; functions replace it.</summary>
    public required IReadOnlyDictionary<string, string> PromptAttributes { get; set; }

    /// <summary>What the caller is to name if control is returned in this turn.</summary>
    public string InvocationId { get; } = Guid.NewGuid().ToString();

    /// <summary>Where events go.</summary>
    public required ChannelWriter<AgentEvent> Events { get; init; }

    /// <summary>Tells the time.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>How many times models may still be asked.</summary>
    public ModelBudget Budget { get; } = new();

    /// <summary>Whose agent it is.</summary>
    public Tenant Tenant => new(Context.Account, Context.Region);

    /// <summary>Tells a step, if steps are told.</summary>
    public ValueTask Trace(AgentFrame frame, Trace trace, CancellationToken cancellationToken) => IsTraced
        ? Events.WriteAsync(new AgentEvent.Traced(trace, frame, Clock.GetUtcNow()), cancellationToken)
        : ValueTask.CompletedTask;

    /// <summary>The turn for one of several calls at the same time, which change nothing for each other.</summary>
    public AgentTurn Fork(ChannelWriter<AgentEvent> events) => this with
    {
        Context = KnowledgeModels.Own(Context),
        Events = events,
        Retrieval = new(Retrieval),
        ProgramFiles = new(ProgramFiles, StringComparer.Ordinal),
    };

    /// <summary>Takes over what a call has changed.</summary>
    /// <param name="fork">The turn as the call left it.</param>
    /// <param name="before">The turn as the call found it.</param>
    public void Join(AgentTurn fork, AgentTurn before)
    {
        Attributes = Joined(Attributes, fork.Attributes, before.Attributes);
        PromptAttributes = Joined(PromptAttributes, fork.PromptAttributes, before.PromptAttributes);
        Join(Retrieval, fork.Retrieval, before.Retrieval);
        Join(ProgramFiles, fork.ProgramFiles, before.ProgramFiles);
    }

    private static IReadOnlyDictionary<string, string> Joined(
        IReadOnlyDictionary<string, string> known,
        IReadOnlyDictionary<string, string> changed,
        IReadOnlyDictionary<string, string> before)
    {
        if (ReferenceEquals(changed, before))
        {
            return known;
        }

        var joined = new Dictionary<string, string>(known);
        Join(joined, changed, before);
        return joined;
    }

    private static void Join<T>(
        Dictionary<string, T> known,
        IReadOnlyDictionary<string, T> changed,
        IReadOnlyDictionary<string, T> before)
        where T : class
    {
        foreach (var name in before.Keys.Where(name => !changed.ContainsKey(name)))
        {
            known.Remove(name);
        }

        foreach (var (name, value) in changed)
        {
            if (!before.TryGetValue(name, out var earlier) || !Equals(earlier, value))
            {
                known[name] = value;
            }
        }
    }
}
