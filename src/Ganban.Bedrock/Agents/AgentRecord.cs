using Ganban.Bedrock.Agents.ActionGroups;
using Ganban.Bedrock.Agents.Associations;
using Ganban.Bedrock.Agents.Collaboration;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>
/// An agent as it is stored, with all that belongs to it: its draft, or a version of it. Id, version label, name and
/// times are the store's.
/// </summary>
internal sealed record AgentRecord
{
    /// <summary>The type in the ARNs of agents.</summary>
    public const string ResourceType = "agent";

    /// <summary>The label of the version that can be changed.</summary>
    public const string Draft = "DRAFT";

    /// <summary>Where drafts and versions are stored.</summary>
    public static DocumentKind<AgentRecord> Kind { get; } =
        new(ResourceType, AgentsJson.Default.AgentRecord) { UniqueNames = true };

    /// <summary>Where drafts are stored as they were when they were prepared last.</summary>
    public static DocumentKind<AgentRecord> Prepared { get; } =
        new("agent-prepared", AgentsJson.Default.AgentRecord);

    /// <summary>What the user says of it.</summary>
    public required AgentSettings Settings { get; init; }

    /// <summary>Its state: one of <see cref="AgentStatus"/>.</summary>
    public string Status { get; init; } = AgentStatus.NotPrepared;

    /// <summary>When it was prepared last.</summary>
    public DateTimeOffset? PreparedAt { get; init; }

    /// <summary>Why it could not be prepared.</summary>
    public IReadOnlyList<string> FailureReasons { get; init; } = [];

    /// <summary>What to do so that it can.</summary>
    public IReadOnlyList<string> RecommendedActions { get; init; } = [];

    /// <summary>The number of the version that was made last, of a draft; 0 if none was.</summary>
    public int LastVersion { get; init; }

    /// <summary>The token that it was created with.</summary>
    public string? ClientToken { get; init; }

    /// <summary>What it can do, the oldest first.</summary>
    public IReadOnlyList<ActionGroupRecord> ActionGroups { get; init; } = [];

    /// <summary>What it can search, the oldest first.</summary>
    public IReadOnlyList<AgentKnowledgeBaseRecord> KnowledgeBases { get; init; } = [];

    /// <summary>The agents that it can ask, the oldest first.</summary>
    public IReadOnlyList<CollaboratorRecord> Collaborators { get; init; } = [];
}
