using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Aliases;

/// <summary>Aliases of agents in the API's form.</summary>
internal static class AgentAliasMapping
{
    public static AgentAlias ToAlias(this Stored<AgentAliasRecord> stored, Tenant tenant) => new()
    {
        AgentId = stored.Parent!,
        AgentAliasId = AgentAliasRecord.OwnId(stored.Id),
        AgentAliasName = stored.Name!,
        AgentAliasArn = StoredAliases.Arn(tenant, stored.Id),
        ClientToken = stored.Document.ClientToken,
        Description = stored.Document.Description,
        RoutingConfiguration = Routing(stored.Document.Version, stored.Document.Throughput),
        CreatedAt = stored.CreatedAt,
        UpdatedAt = stored.UpdatedAt,
        AgentAliasHistoryEvents =
        [
            .. stored.Document.Events.Select(past => new AgentAliasHistoryEvent
            {
                RoutingConfiguration = Routing(past.Version, past.Throughput),
                StartDate = past.StartedAt,
                EndDate = past.EndedAt,
            }),
        ],
        AgentAliasStatus = stored.Document.Status,
        AliasInvocationState = stored.Document.InvocationState,
    };

    public static AgentAliasSummary ToSummary(this Stored<AgentAliasRecord> stored) => new()
    {
        AgentAliasId = AgentAliasRecord.OwnId(stored.Id),
        AgentAliasName = stored.Name!,
        Description = stored.Document.Description,
        RoutingConfiguration = Routing(stored.Document.Version, stored.Document.Throughput),
        AgentAliasStatus = stored.Document.Status,
        CreatedAt = stored.CreatedAt,
        UpdatedAt = stored.UpdatedAt,
        AliasInvocationState = stored.Document.InvocationState,
    };

    private static IReadOnlyList<AgentAliasRoutingConfigurationListItem> Routing(
        string version, string? throughput) =>
        [new AgentAliasRoutingConfigurationListItem { AgentVersion = version, ProvisionedThroughput = throughput }];
}
