using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Reads what an alias is to be.</summary>
internal sealed class FlowAliasRules(StoredFlows flows)
{
    /// <summary>Checks a request's parts and makes the document to keep.</summary>
    /// <exception cref="ValidationException">Something is missing or contradicts itself.</exception>
    /// <exception cref="ResourceNotFoundException">The version does not exist.</exception>
    public async Task<FlowAliasDocument> Read(
        Tenant tenant,
        Stored<FlowDocument> flow,
        string? description,
        IReadOnlyList<FlowAliasRoutingConfigurationListItem> routing,
        FlowAliasConcurrencyConfiguration? concurrency,
        CancellationToken cancellationToken)
    {
        var version = routing[0].FlowVersion
            ?? throw FlowsErrors.Wrong("routingConfiguration.1.member.flowVersion", "It is missing. Name a version.");
        if (await flows.Find(tenant, flow.Id, version, cancellationToken) is null)
        {
            throw FlowsErrors.NoVersion(flow.Id, version);
        }

        var isManual = concurrency?.Type == ConcurrencyType.Manual;
        if (isManual != concurrency?.MaxConcurrency is not null)
        {
            throw FlowsErrors.Wrong(
                "concurrencyConfiguration.maxConcurrency", "It goes with the type Manual, which needs it, and no other.");
        }

        return new FlowAliasDocument(description, version, concurrency?.Type, concurrency?.MaxConcurrency);
    }
}
