using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Aliases;

/// <summary>
/// Which version an alias is to mean: the one that a request names, or a new one of the prepared draft.
/// </summary>
internal sealed class AliasRouting(StoredAgents agents)
{
    /// <summary>The version that a request names; null for a new one.</summary>
    /// <exception cref="ModelledException">It can't be routed to.</exception>
    public static string? Named(IReadOnlyList<AgentAliasRoutingConfigurationListItem>? routing)
    {
        var target = routing is [var first, ..] ? first : null;
        if (target?.ProvisionedThroughput is not null)
        {
            throw AgentsErrors.NotImplemented("provisionedThroughput in an alias's routingConfiguration");
        }

        return target?.AgentVersion != AgentRecord.Draft
            ? target?.AgentVersion
            : throw AgentsErrors.Wrong(
                "routingConfiguration[0].agentVersion",
                $"Only the alias {AgentAliasRecord.TestId} means the draft. Name a numbered version, or leave it out to make one.");
    }

    /// <summary>The version's label, and the writes that make it where it is new.</summary>
    /// <exception cref="ModelledException">There is no such agent or version, or its draft is not prepared.</exception>
    public async Task<(string Version, IReadOnlyList<Write> Writes)> Resolve(
        Tenant tenant, string agentId, string? named, CancellationToken cancellationToken)
    {
        var draft = await agents.GetDraft(tenant, agentId, cancellationToken);
        if (named is null)
        {
            return AgentVersions.Next(tenant, draft);
        }

        return await agents.Find(tenant, agentId, named, cancellationToken) is { } version
            ? (version.Version, [])
            : throw AgentsErrors.Wrong(
                "routingConfiguration[0].agentVersion",
                $"The agent {agentId} has no version {named}. ListAgentVersions shows its versions.");
    }
}
