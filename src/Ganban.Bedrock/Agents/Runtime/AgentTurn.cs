using System.Threading.Channels;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Functions.Programs;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>One invocation: what all agents that work on it share.</summary>
internal sealed class AgentTurn
{
    /// <summary>The call.</summary>
    public required OperationContext Context { get; init; }

    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The request's member that says something of the session, for complaints.</summary>
    public required string StateField { get; init; }

    /// <summary>What the user asked; the question of the turn also where results are sent to go on with it.</summary>
    public required string Input { get; init; }

    /// <summary>Whether steps are told.</summary>
    public required bool IsTraced { get; init; }

    /// <summary>Whether the answer leaves as it grows.</summary>
    public required bool IsStreaming { get; init; }

    /// <summary>After how many characters a guardrail looks at an answer that leaves as it grows.</summary>
    public required int GuardInterval { get; init; }

    /// <summary>How earlier turns are told.</summary>
    public required PromptCreationConfigurations? PromptCreation { get; init; }

    /// <summary>How knowledge bases are searched in this turn, by their ids.</summary>
    public required Dictionary<string, KnowledgeBaseRetrievalConfiguration> Retrieval { get; init; }

    /// <summary>Summaries of earlier sessions, the newest first.</summary>
    public IReadOnlyList<string> Memories { get; init; } = [];

    /// <summary>The files that the session's programs find, by name; what they write is added.</summary>
    public Dictionary<string, ProgramFile> ProgramFiles { get; } = new(StringComparer.Ordinal);

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

    /// <summary>How many times models may still be asked, by all agents together.</summary>
    public int ModelCallsLeft { get; set; } = ModelCallsMax;

    /// <summary>How many times models may be asked in a turn.</summary>
    public const int ModelCallsMax = 40;

    /// <summary>Whose agent it is.</summary>
    public Tenant Tenant => new(Context.Account, Context.Region);

    /// <summary>Tells a step, if steps are told.</summary>
    public ValueTask Trace(AgentFrame frame, Trace trace, CancellationToken cancellationToken) => IsTraced
        ? Events.WriteAsync(new AgentEvent.Traced(trace, frame, Clock.GetUtcNow()), cancellationToken)
        : ValueTask.CompletedTask;
}
