using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Bedrock.ProvisionedThroughput;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Aliases;

/// <summary>What an alias is to mean.</summary>
/// <param name="Version">The version's label.</param>
/// <param name="Throughput">The ARN of the provisioned throughput that serves the agent's model; null for none.</param>
/// <param name="Writes">The writes that make the version where it is new.</param>
internal sealed record AliasRoute(string Version, string? Throughput, IReadOnlyList<Write> Writes);

/// <summary>
/// Which version an alias is to mean: the one that a request names, or a new one of the prepared draft; and through
/// which provisioned throughput its model is invoked.
/// </summary>
internal sealed class AliasRouting(
    StoredAgents agents, ProvisionedModels provisioned, ModelTargets targets, ModelCatalog catalog)
{
    private const string VersionField = "routingConfiguration[0].agentVersion";
    private const string ThroughputField = "routingConfiguration[0].provisionedThroughput";

    /// <summary>What a request asks for, resolved.</summary>
    /// <exception cref="ModelledException">
    /// There is no such agent, version or provisioned throughput, its draft is not prepared, or its model is another
    /// one.
    /// </exception>
    public async Task<AliasRoute> Resolve(
        string agentId,
        IReadOnlyList<AgentAliasRoutingConfigurationListItem>? routing,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var target = routing is [var first, ..] ? first : null;
        var draft = await agents.GetDraft(tenant, agentId, cancellationToken);
        var version = target?.AgentVersion is { } named
            ? await Version(tenant, agentId, named, cancellationToken)
            : draft;
        var model = version.Document.Settings.FoundationModel;
        var throughput = target?.ProvisionedThroughput is { } identifier
            ? await Throughput(tenant, identifier, model, context, cancellationToken)
            : null;
        var (label, writes) = target?.AgentVersion is null
            ? AgentVersions.Next(tenant, draft)
            : (version.Version, []);
        return new AliasRoute(label, throughput, writes);
    }

    private async Task<Stored<AgentRecord>> Version(
        Tenant tenant, string agentId, string named, CancellationToken cancellationToken)
    {
        if (named == AgentRecord.Draft)
        {
            throw AgentsErrors.Wrong(
                VersionField,
                $"Only the alias {AgentAliasRecord.TestId} means the draft. Name a numbered version, or leave it out to make one.");
        }

        return await agents.Find(tenant, agentId, named, cancellationToken)
            ?? throw AgentsErrors.Wrong(
                VersionField, $"The agent {agentId} has no version {named}. ListAgentVersions shows its versions.");
    }

    private async Task<string> Throughput(
        Tenant tenant,
        string identifier,
        string? model,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        if (model is not null && ModelReference.Resolve(model, catalog, tenant) is ModelReference.PromptRouter)
        {
            throw AgentsErrors.Wrong(
                ThroughputField,
                $"The agent's foundation model is the prompt router {model}, which chooses among models by the prompt. "
                + "Leave the provisioned throughput out, or let the agent name a model.");
        }

        var stored = await provisioned.Find(tenant, identifier, cancellationToken)
            ?? throw AgentsErrors.Wrong(
                ThroughputField,
                $"The provisioned model {identifier} does not exist in this account and region. "
                + "ListProvisionedModelThroughputs shows all.");
        var wanted = model is null
            ? null
            : await targets.ResolveText(model, () => "", KnowledgeModels.Own(context), cancellationToken);
        var served = catalog.FindModel(stored.Document.ModelId);
        return served is not null && wanted is not null && Base(served) == Base(wanted)
            ? ProvisionedModels.Arn(tenant, stored.Id)
            : throw AgentsErrors.Wrong(
                ThroughputField,
                $"The provisioned model {identifier} serves {stored.Document.ModelId}, and the agent's foundation model is "
                + $"{model ?? "not set"}. Name one that serves the agent's model.");
    }

    // Provisioned throughput may be for a variant of the model with another context length.
    private static string Base(CatalogModel model) => model.VariantOf ?? model.Id;
}
