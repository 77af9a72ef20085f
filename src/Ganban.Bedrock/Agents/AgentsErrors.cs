using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Agents;

/// <summary>The errors of agents and of what belongs to them.</summary>
internal static class AgentsErrors
{
    public static ResourceNotFoundException NotFound(string id, string version) => new(
        version == AgentRecord.Draft
            ? $"The agent {id} does not exist in this account and region. Check the id; ListAgents shows all."
            : $"The agent {id} has no version {version} in this account and region. ListAgentVersions shows its versions.");

    public static ResourceNotFoundException NoAlias(string agent, string alias) => new(
        $"The agent {agent} has no alias {alias} in this account and region. ListAgentAliases shows its aliases.");

    public static ResourceNotFoundException NoPart(string agent, string version, string what, string id) => new(
        $"The version {version} of the agent {agent} has no {what} {id}. Check the id.");

    public static ConflictException NameTaken(string what, string name, Exception? cause = null) => new(
        $"{what} with the name {name} exists already. Choose another name.", cause);

    public static ConflictException TokenReused(Exception? cause = null) => new(
        "The provided clientToken was used before for a different request. Use a new token.", cause);

    public static ConflictException Changed(string id, Exception cause) => new(
        $"The agent {id} was changed or deleted by another request meanwhile. Read it and try again.", cause);

    public static ConflictException InUse(string what, string by, string remedy) =>
        new($"{what} is in use: {by}. {remedy}");

    public static ServiceQuotaExceededException TooMany(string what, int max) => new(
        $"There are {max} {what}, the most that there may be. Delete some.");

    public static ServiceQuotaExceededException TooLarge(int bytesMax) => new(
        $"The agent with its prompts, schemas and functions would have more than {bytesMax} bytes. Make them smaller.");

    public static ValidationException Wrong(string field, string complaint, Exception? cause = null) =>
        new($"{field}: {complaint}", cause);

    public static ValidationException NotPrepared(string id, string status) => new(
        $"The agent {id} is {status}. A version is made of a prepared draft: call PrepareAgent, and wait until GetAgent shows PREPARED.");

    public static ValidationException BadToken(Exception? cause = null) => new(
        "The provided nextToken is invalid. Use the token of the page before with the same parameters, or none.", cause);
}
