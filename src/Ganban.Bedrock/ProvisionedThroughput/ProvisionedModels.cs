using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Storage;

namespace Ganban.Bedrock.ProvisionedThroughput;

/// <summary>The provisioned throughput of all tenants, for whoever gets an identifier of it.</summary>
public sealed class ProvisionedModels(ResourceStore store) : ITaggableResources
{
    /// <summary>
    /// The most that a tenant may have. Amazon's quotas count model units and differ by account; this one keeps the
    /// look-up by name bounded.
    /// </summary>
    internal const int CountMax = 1000;

    private const int NameCharactersMax = 63; // of the contract

    /// <inheritdoc/>
    public string ResourceType => ProvisionedModel.ResourceType;

    /// <summary>The ARN of provisioned throughput.</summary>
    public static string Arn(Tenant tenant, string id) =>
        FoundationModels.Arn.Bedrock(tenant.Region, tenant.Account, $"{ProvisionedModel.ResourceType}/{id}").ToString();

    /// <summary>The tenant's provisioned throughput with this ARN, id or name, or null.</summary>
    public async Task<Stored<ProvisionedModel>?> Find(
        Tenant tenant, string identifier, CancellationToken cancellationToken)
    {
        if (FoundationModels.Arn.Parse(identifier) is { } arn)
        {
            return arn.IsOf(tenant) && arn.NameOf(ResourceType) is { } id
                ? await ById(tenant, id, cancellationToken)
                : null;
        }

        return await ById(tenant, identifier, cancellationToken) ?? await ByName(tenant, identifier, cancellationToken);
    }

    /// <summary>The tenant's provisioned throughput with this ARN, id or name.</summary>
    /// <exception cref="Contracts.Bedrock.ResourceNotFoundException">There is none.</exception>
    internal async Task<Stored<ProvisionedModel>> Get(
        Tenant tenant, string identifier, CancellationToken cancellationToken) =>
        await Find(tenant, identifier, cancellationToken) ?? throw ProvisionedThroughputErrors.NotFound(identifier);

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        await Find(tenant, arn.ToString(), cancellationToken) is not null;

    private Task<Stored<ProvisionedModel>?> ById(Tenant tenant, string id, CancellationToken cancellationToken) =>
        ResourceId.IsValid(id)
            ? store.GetAsync(tenant, ProvisionedModel.Kind, id, cancellationToken)
            : Task.FromResult<Stored<ProvisionedModel>?>(null);

    private Task<Stored<ProvisionedModel>?> ByName(Tenant tenant, string name, CancellationToken cancellationToken) =>
        name.Length is > 0 and <= NameCharactersMax && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? store.FindNamedAsync(tenant, ProvisionedModel.Kind, name, cancellationToken)
            : Task.FromResult<Stored<ProvisionedModel>?>(null);
}
