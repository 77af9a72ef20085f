using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Aliases;

/// <summary>The aliases of all agents.</summary>
internal sealed class StoredAliases(ResourceStore store) : ITaggableResources
{
    /// <summary>
    /// The most aliases of an agent beside the one that it always has: Amazon Bedrock's default quota.
    /// </summary>
    public const int PerAgentMax = 10;

    /// <inheritdoc/>
    public string ResourceType => AgentAliasRecord.ResourceType;

    /// <summary>The ARN of an alias by its id in the store.</summary>
    public static string Arn(Tenant tenant, string storedId) => FoundationModels.Arn
        .Bedrock(tenant.Region, tenant.Account, $"{AgentAliasRecord.ResourceType}/{storedId}")
        .ToString();

    /// <summary>What deletes an alias with its tags, by its id in the store.</summary>
    public static IReadOnlyList<Write> Deletion(Tenant tenant, string storedId) =>
        [AgentAliasRecord.Kind.Delete(tenant, storedId), Write.UntagAll(tenant, Arn(tenant, storedId))];

    /// <summary>The agent and the alias that an ARN names; null where it names none of the tenant's.</summary>
    public static (string AgentId, string AliasId)? Parse(Tenant tenant, string text) =>
        FoundationModels.Arn.Parse(text) is { } arn
        && arn.IsOf(tenant)
        && arn.NameOf(AgentAliasRecord.ResourceType)?.Split('/') is [{ Length: > 0 } agent, { Length: > 0 } alias]
            ? (agent, alias)
            : null;

    /// <summary>The tenant's alias of an agent, or null.</summary>
    public Task<Stored<AgentAliasRecord>?> Find(
        Tenant tenant, string agentId, string aliasId, CancellationToken cancellationToken) =>
        store.GetAsync(
            tenant, AgentAliasRecord.Kind, AgentAliasRecord.StoredId(agentId, aliasId), cancellationToken);

    /// <summary>The tenant's alias of an agent.</summary>
    /// <exception cref="ResourceNotFoundException">There is none.</exception>
    public async Task<Stored<AgentAliasRecord>> Get(
        Tenant tenant, string agentId, string aliasId, CancellationToken cancellationToken) =>
        await Find(tenant, agentId, aliasId, cancellationToken) ?? throw AgentsErrors.NoAlias(agentId, aliasId);

    /// <summary>All aliases of an agent.</summary>
    public async Task<IReadOnlyList<Stored<AgentAliasRecord>>> All(
        Tenant tenant, string agentId, CancellationToken cancellationToken) =>
        await store.ListAllAsync(tenant, AgentAliasRecord.Kind, new ListQuery { Parent = agentId }, cancellationToken)
            .ToListAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        Parse(tenant, arn.ToString()) is var (agentId, aliasId)
        && await Find(tenant, agentId, aliasId, cancellationToken) is not null;
}
