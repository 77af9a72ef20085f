using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>The door from running agents to stored ones.</summary>
internal interface IAgentDefinitions
{
    /// <summary>The agent that an alias means, with its collaborators.</summary>
    /// <param name="tenant">Whose agent it is.</param>
    /// <param name="agentId">The agent.</param>
    /// <param name="aliasId">One of its aliases; <c>TSTALIASID</c> means the draft as it was prepared last.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Contracts.ModelledException">
    /// There is no such agent or alias, or it is not prepared: an error of bedrock-agent-runtime.
    /// </exception>
    Task<AgentDefinition> Find(Tenant tenant, string agentId, string aliasId, CancellationToken cancellationToken);
}
