using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents;

/// <summary>The errors of invoking a stored agent that can't be.</summary>
internal static class AgentDefinitionErrors
{
    public static ResourceNotFoundException NotFound(string agent, string alias) => new(
        $"The agent {agent} with the alias {alias} does not exist in this account and region. ListAgents and "
        + "ListAgentAliases show all.");

    public static ValidationException NotPrepared(string agent) => new(
        $"The agent {agent} was never prepared. Call PrepareAgent, and wait until GetAgent shows PREPARED.");

    public static ValidationException NoVersion(string agent, string alias, string version) => new(
        $"The alias {alias} of the agent {agent} means the version {version}, which was deleted. Let it mean another "
        + "one with UpdateAgentAlias.");

    public static ValidationException Rejects(string agent, string alias) => new(
        $"The alias {alias} of the agent {agent} rejects invocations. Set its aliasInvocationState to "
        + "ACCEPT_INVOCATIONS with UpdateAgentAlias.");

    public static ValidationException Endless(IReadOnlyList<string> path) => new(
        $"The agent {path[0]} comes to ask itself or too many others: {string.Join(" → ", path)}. Disassociate "
        + "collaborators, and let its alias mean a version made after that.");

    public static ValidationException NoMemory(string agent) => new(
        $"The agent {agent} remembers nothing: it has no memoryConfiguration. Enable SESSION_SUMMARY with UpdateAgent, and "
        + "prepare the agent.");

    public static ValidationException BadToken(Exception cause) => new(
        "The provided nextToken is invalid. Use the token of the page before with the same parameters, or none.", cause);
}
