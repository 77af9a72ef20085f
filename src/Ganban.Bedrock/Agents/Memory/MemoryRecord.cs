using Ganban.Bedrock.Agents.Runtime;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Memory;

/// <summary>
/// What an agent remembers of a session, as it is stored. Its parent is the memory, its id the memory's with the
/// session's.
/// </summary>
/// <param name="SessionId">The session.</param>
/// <param name="Summary">What it was about.</param>
/// <param name="StartedAt">When the session began.</param>
/// <param name="ExpiresAt">When it is forgotten.</param>
internal sealed record MemoryRecord(
    string SessionId, string Summary, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Where they are stored.</summary>
    public static DocumentKind<MemoryRecord> Kind { get; } =
        new("agent-memory", MemoryJson.Default.MemoryRecord);

    /// <summary>The memory that an alias of an agent has under an id.</summary>
    public static string Memory(AgentIdentity agent, string memoryId) =>
        $"{Alias(agent.AgentId, agent.AliasId)}{memoryId}";

    /// <summary>What the ids of all memories of an alias begin with.</summary>
    public static string Alias(string agentId, string aliasId) => $"{Agent(agentId)}{aliasId}/";

    /// <summary>What the ids of all memories of an agent begin with.</summary>
    public static string Agent(string agentId) => $"{agentId}/";

    /// <summary>The id of what is remembered of a session.</summary>
    public static string Id(string memory, string sessionId) => $"{memory}/{sessionId}";
}
