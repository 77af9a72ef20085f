using Ganban.Bedrock.Agents.Aliases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Collaboration;

/// <summary>Which agent asks which: no agent may come to ask itself, and chains are bounded.</summary>
internal sealed class CollaborationGraph(StoredAgents agents, StoredAliases aliases, ResourceStore store)
{
    /// <summary>The most agents in a chain, the first one included.</summary>
    public const int DepthMax = 5;

    /// <summary>The most agents that one comes to ask, each counted as often as it is asked.</summary>
    public const int AgentsMax = 100;

    private const int PageSize = 100;

    /// <summary>Why an agent can't have these collaborators; null where it can.</summary>
    public Task<string?> Fault(
        Tenant tenant,
        string agentId,
        IReadOnlyList<CollaboratorRecord> collaborators,
        CancellationToken cancellationToken) =>
        new Walk(tenant, agents, aliases, cancellationToken).Fault([agentId], collaborators);

    /// <summary>An agent whose draft asks an agent, or one alias of it; null if none does.</summary>
    public async Task<Stored<AgentRecord>?> FindSupervisor(
        Tenant tenant, string agentId, string? aliasId, CancellationToken cancellationToken)
    {
        var query = new ListQuery { Version = AgentRecord.Draft, PageSize = PageSize };
        return await store.ListAllAsync(tenant, AgentRecord.Kind, query, cancellationToken)
            .FirstOrDefaultAsync(Asks, cancellationToken);

        bool Asks(Stored<AgentRecord> agent) =>
            agent.Id != agentId
            && agent.Document.Collaborators.Any(collaborator =>
                StoredAliases.Parse(tenant, collaborator.AliasArn) is var (asked, alias)
                && asked == agentId
                && (aliasId is null || alias == aliasId));
    }

    /// <summary>One look at all that an agent comes to ask.</summary>
    private sealed class Walk(
        Tenant tenant, StoredAgents agents, StoredAliases aliases, CancellationToken cancellationToken)
    {
        private int _asked;

        public async Task<string?> Fault(IReadOnlyList<string> path, IReadOnlyList<CollaboratorRecord> collaborators)
        {
            foreach (var collaborator in collaborators)
            {
                if (await Fault(path, collaborator) is { } fault)
                {
                    return $"The collaborator {collaborator.Name}: {fault}";
                }
            }

            return null;
        }

        private async Task<string?> Fault(IReadOnlyList<string> path, CollaboratorRecord collaborator)
        {
            if (StoredAliases.Parse(tenant, collaborator.AliasArn) is not var (agentId, aliasId)
                || await aliases.Find(tenant, agentId, aliasId, cancellationToken) is not { } alias)
            {
                return $"The alias {collaborator.AliasArn} does not exist in this account and region. ListAgentAliases shows an "
                    + "agent's aliases.";
            }

            if (aliasId == AgentAliasRecord.TestId)
            {
                return $"The alias {AgentAliasRecord.TestId} means a draft, which can't be a collaborator. Create another alias.";
            }

            if (path.Contains(agentId))
            {
                return $"The agent {agentId} would come to ask itself: {string.Join(" → ", [.. path, agentId])}. "
                    + "Leave one of these collaborators out.";
            }

            if (path.Count >= DepthMax)
            {
                return $"The chain {string.Join(" → ", [.. path, agentId])} has more than {DepthMax} agents. Make it shorter.";
            }

            if (++_asked > AgentsMax)
            {
                return $"The agent would come to ask more than {AgentsMax} agents. Leave some out.";
            }

            return await agents.Find(tenant, agentId, alias.Document.Version, cancellationToken) is { } agent
                ? await Fault([.. path, agentId], agent.Document.Collaborators)
                : $"Its alias {aliasId} means the version {alias.Document.Version}, which does not exist any more. "
                    + "Let it mean another one.";
        }
    }
}
