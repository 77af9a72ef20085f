using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>The flows and aliases of all tenants, for whoever gets an identifier of one.</summary>
internal sealed class StoredFlows(ResourceStore store) : ITaggableResources
{
    private const string AliasPart = "/alias/";

    /// <inheritdoc/>
    public string ResourceType => FlowDocument.ResourceType;

    /// <summary>The ARN of a flow.</summary>
    public static string Arn(Tenant tenant, string id) => FoundationModels.Arn
        .Bedrock(tenant.Region, tenant.Account, $"{FlowDocument.ResourceType}/{id}").ToString();

    /// <summary>The ARN of a flow's alias.</summary>
    public static string AliasArn(Tenant tenant, string id, string alias) => Arn(tenant, id) + AliasPart + alias;

    /// <summary>The draft or a version of the flow that an id or ARN means; null if the tenant has none.</summary>
    public async Task<Stored<FlowDocument>?> Find(
        Tenant tenant, string identifier, string version, CancellationToken cancellationToken) =>
        IdOf(tenant, identifier) is { } id
            ? await store.GetAsync(tenant, FlowDocument.Kind, id, version, cancellationToken)
            : null;

    /// <summary>The draft.</summary>
    /// <exception cref="ResourceNotFoundException">There is none.</exception>
    public async Task<Stored<FlowDocument>> GetDraft(
        Tenant tenant, string identifier, CancellationToken cancellationToken) =>
        await Find(tenant, identifier, FlowDocument.Draft, cancellationToken) ?? throw FlowsErrors.NotFound(identifier);

    /// <summary>An alias of a flow; that of the draft is there without being stored. Null if there is none.</summary>
    public async Task<Stored<FlowAliasDocument>?> FindAlias(
        Tenant tenant, Stored<FlowDocument> flow, string alias, CancellationToken cancellationToken)
    {
        var prefix = Arn(tenant, flow.Id) + AliasPart;
        var id = alias.StartsWith(prefix, StringComparison.Ordinal) ? alias[prefix.Length..] : alias;
        if (id == FlowAliasDocument.TestAlias)
        {
            var test = new FlowAliasDocument(null, FlowDocument.Draft, null, null);
            return new Stored<FlowAliasDocument>(
                id, "", test, id, flow.Id, flow.CreatedAt, flow.CreatedAt, Revision: 0);
        }

        var found = id.Length == AgentId.Characters
            ? await store.GetAsync(tenant, FlowAliasDocument.Kind, id, cancellationToken)
            : null;
        return found?.Parent == flow.Id ? found : null;
    }

    /// <summary>An alias that is stored.</summary>
    /// <exception cref="ResourceNotFoundException">There is none.</exception>
    /// <exception cref="ConflictException">It is that of the draft.</exception>
    public async Task<Stored<FlowAliasDocument>> GetOwnAlias(
        Tenant tenant, Stored<FlowDocument> flow, string alias, CancellationToken cancellationToken)
    {
        var found = await FindAlias(tenant, flow, alias, cancellationToken)
            ?? throw FlowsErrors.NoAlias(flow.Id, alias);
        return found.Id == FlowAliasDocument.TestAlias ? throw FlowsErrors.TestAliasStays() : found;
    }

    /// <summary>All aliases of a flow that are stored.</summary>
    public async Task<IReadOnlyList<Stored<FlowAliasDocument>>> Aliases(
        Tenant tenant, string id, CancellationToken cancellationToken) =>
        await store.ListAllAsync(tenant, FlowAliasDocument.Kind, new ListQuery { Parent = id }, cancellationToken)
            .ToListAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken)
    {
        var parts = arn.NameOf(ResourceType)?.Split('/') ?? [];
        var flow = parts.Length > 0 && parts[0].Length == AgentId.Characters
            ? await store.GetAsync(tenant, FlowDocument.Kind, parts[0], FlowDocument.Draft, cancellationToken)
            : null;
        return parts switch
        {
            _ when flow is null => false,
            [_] => true,
            [_, "alias", FlowAliasDocument.TestAlias] => false,
            [_, "alias", var alias] => await FindAlias(tenant, flow, alias, cancellationToken) is not null,
            _ => false,
        };
    }

    /// <summary>The id that an id or ARN means to a tenant; null if it is none of the tenant's.</summary>
    public static string? IdOf(Tenant tenant, string identifier)
    {
        var id = FoundationModels.Arn.Parse(identifier) is { } arn
            ? arn.IsOf(tenant) ? arn.NameOf(FlowDocument.ResourceType) : null
            : identifier;
        return id?.Length == AgentId.Characters ? id : null;
    }
}
