using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Aliases;

/// <summary>
/// An alias of an agent as it is stored: its id is the agent's, a slash and its own; its parent is the agent.
/// </summary>
internal sealed record AgentAliasRecord
{
    /// <summary>The type in the ARNs of aliases.</summary>
    public const string ResourceType = "agent-alias";

    /// <summary>The id of the alias that every agent has: it means the draft as it was prepared last.</summary>
    public const string TestId = "TSTALIASID";

    /// <summary>The name of the alias that every agent has.</summary>
    public const string TestName = "AgentTestAlias";

    private const int EventsMax = 10;

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<AgentAliasRecord> Kind { get; } =
        new(ResourceType, AgentsJson.Default.AgentAliasRecord) { UniqueNames = true };

    /// <summary>What the user says about it.</summary>
    public string? Description { get; init; }

    /// <summary>The version that it means.</summary>
    public required string Version { get; init; }

    /// <summary>The ARN of the provisioned throughput that serves the agent's model; null for none.</summary>
    public string? Throughput { get; init; }

    /// <summary>Its state: one of <see cref="AgentAliasStatus"/>.</summary>
    public string Status { get; init; } = AgentAliasStatus.Prepared;

    /// <summary>Whether it may be invoked: one of <see cref="AliasInvocationState"/>.</summary>
    public string InvocationState { get; init; } = AliasInvocationState.AcceptInvocations;

    /// <summary>What it meant when, the latest first.</summary>
    public IReadOnlyList<AliasEvent> Events { get; init; } = [];

    /// <summary>The token that it was created with.</summary>
    public string? ClientToken { get; init; }

    /// <summary>The id in the store.</summary>
    public static string StoredId(string agentId, string aliasId) => $"{agentId}/{aliasId}";

    /// <summary>The alias's own id of its id in the store.</summary>
    public static string OwnId(string storedId) => storedId[(storedId.LastIndexOf('/') + 1)..];

    /// <summary>The alias that every agent has.</summary>
    public static NewDocument<AgentAliasRecord> Test(string agentId, DateTimeOffset at)
    {
        var record = new AgentAliasRecord { Version = AgentRecord.Draft };
        return new(StoredId(agentId, TestId), record.Meaning(AgentRecord.Draft, throughput: null, at))
        {
            Name = TestName,
            Parent = agentId,
        };
    }

    /// <summary>The alias, from now on meaning a version, whose model is invoked as is said.</summary>
    public AgentAliasRecord Meaning(string version, string? throughput, DateTimeOffset at)
    {
        var earlier = Events.Select(past => past.EndedAt is null ? past with { EndedAt = at } : past);
        return this with
        {
            Version = version,
            Throughput = throughput,
            Status = AgentAliasStatus.Prepared,
            Events = [new AliasEvent(version, at, EndedAt: null, throughput), .. earlier.Take(EventsMax - 1)],
        };
    }
}

/// <summary>What an alias meant for a time.</summary>
/// <param name="Version">The version.</param>
/// <param name="StartedAt">Since when.</param>
/// <param name="EndedAt">Until when; null for what it means now.</param>
/// <param name="Throughput">The ARN of the provisioned throughput; null for none.</param>
internal sealed record AliasEvent(
    string Version, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Throughput = null);
