using Ganban.Bedrock.InferenceProfiles;
using Ganban.Storage;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>
/// What a model id in a request points at. Catalog models and system-defined profiles are resolved completely; of
/// what a tenant owns only the form is checked, whether it exists is known to the feature that keeps it.
/// </summary>
public abstract record ModelReference
{
    private ModelReference()
    {
    }

    /// <summary>A model or variant of the catalog, by its bare id or its ARN.</summary>
    public sealed record FoundationModel(CatalogModel Model) : ModelReference;

    /// <summary>A system-defined profile that the region offers, by id or ARN.</summary>
    public sealed record SystemProfile(InferenceProfile Profile) : ModelReference;

    /// <summary>An application inference profile of the tenant.</summary>
    public sealed record ApplicationProfile(string Id) : ModelReference;

    /// <summary>Provisioned throughput of the tenant.</summary>
    public sealed record ProvisionedModel(string Id) : ModelReference;

    /// <summary>A customised model of the tenant; <paramref name="BaseModelId"/> is the part before its id.</summary>
    public sealed record CustomModel(string BaseModelId, string Id) : ModelReference;

    /// <summary>A deployment of a customised model for on-demand use.</summary>
    public sealed record CustomModelDeployment(string Id) : ModelReference;

    /// <summary>A model the tenant imported.</summary>
    public sealed record ImportedModel(string Id) : ModelReference;

    /// <summary>A marketplace model's endpoint, by its SageMaker ARN.</summary>
    public sealed record MarketplaceEndpoint(string Name) : ModelReference;

    /// <summary>A prompt of prompt management; no version means its draft.</summary>
    public sealed record Prompt(string Id, string? Version) : ModelReference;

    /// <summary>A prompt router, the tenant's own or one of the default ones.</summary>
    public sealed record PromptRouter(string Id, bool IsDefault) : ModelReference;

    /// <summary>
    /// Finds out what <paramref name="modelId"/> points at for a tenant. Null for an id that means nothing there, which
    /// includes ARNs of other accounts and regions, and profiles that the region does not offer.
    /// </summary>
    public static ModelReference? Resolve(string modelId, ModelCatalog catalog, Tenant tenant)
    {
        if (Arn.Parse(modelId) is not { } arn)
        {
            return ResolveId(modelId, catalog, tenant.Region);
        }

        if (arn.Partition != Arn.PartitionOf(tenant.Region) || arn.Region != tenant.Region)
        {
            return null;
        }

        return arn switch
        {
            { Service: "bedrock", Account: "" } => ResolveModel(arn, catalog),
            { Service: "bedrock" } when arn.Account == tenant.Account => ResolveOwned(arn, catalog),
            { Service: "sagemaker" } when arn.Account == tenant.Account => ResolveEndpoint(arn),
            _ => null,
        };
    }

    private static ModelReference? ResolveId(string id, ModelCatalog catalog, string region)
    {
        if (catalog.FindModel(id) is { } model)
        {
            return new FoundationModel(model);
        }

        return catalog.FindProfile(id) is { } profile && profile.IsOfferedIn(region)
            ? new SystemProfile(profile)
            : null;
    }

    private static FoundationModel? ResolveModel(Arn arn, ModelCatalog catalog) =>
        arn.NameOf("foundation-model") is { } id && catalog.FindModel(id) is { } model
            ? new FoundationModel(model)
            : null;

    private static ModelReference? ResolveOwned(Arn arn, ModelCatalog catalog)
    {
        var slash = arn.Resource.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? "" : arn.Resource[(slash + 1)..];
        return (slash < 0 ? "" : arn.Resource[..slash]) switch
        {
            "inference-profile" => ResolveId(name, catalog, arn.Region) as SystemProfile,
            ApplicationInferenceProfile.ResourceType => ResourceId.IsValid(name) ? new ApplicationProfile(name) : null,
            ProvisionedThroughput.ProvisionedModel.ResourceType =>
                ResourceId.IsValid(name) ? new ProvisionedModel(name) : null,
            "custom-model" => ResolveCustomModel(name),
            "custom-model-deployment" => ResourceId.IsValid(name) ? new CustomModelDeployment(name) : null,
            "imported-model" => ResourceId.IsValid(name) ? new ImportedModel(name) : null,
            "prompt" => ResolvePrompt(name),
            "prompt-router" => IsRouterId(name) ? new PromptRouter(name, IsDefault: false) : null,
            "default-prompt-router" => IsRouterId(name) ? new PromptRouter(name, IsDefault: true) : null,
            _ => null,
        };
    }

    private static CustomModel? ResolveCustomModel(string name) =>
        name.Split('/') is [{ Length: > 0 } baseModelId, var id] && ResourceId.IsValid(id)
            ? new CustomModel(baseModelId, id)
            : null;

    private static Prompt? ResolvePrompt(string name)
    {
        var parts = name.Split(':');
        var id = parts[0];
        var hasPromptId = id.Length == 10 && id.All(char.IsAsciiLetterOrDigit);
        return (hasPromptId, parts) switch
        {
            (true, [_]) => new Prompt(id, Version: null),
            (true, [_, { Length: >= 1 and <= 5 } version]) when version.All(char.IsAsciiDigit) =>
                new Prompt(id, version),
            _ => null,
        };
    }

    private static MarketplaceEndpoint? ResolveEndpoint(Arn arn) =>
        arn.NameOf("endpoint") is { } name && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? new MarketplaceEndpoint(name)
            : null;

    private static bool IsRouterId(string id) =>
        id.Length > 0 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ':' or '.');
}
