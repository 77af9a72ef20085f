using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.ModelAccess;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// Finds the catalog model that a request's modelId stands for and checks that the caller may use it that way.
/// </summary>
internal sealed class ModelTargets(
    ModelCatalog catalog,
    ApplicationProfiles applicationProfiles,
    ModelAccessPolicy access)
{
    /// <summary>Resolves a modelId.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">Unknown, not offered on demand, or not granted.</exception>
    public async Task<CatalogModel> Resolve(
        string modelId,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        context.Notes<InvocationNotes>().ModelId = modelId;
        var model = ModelReference.Resolve(modelId, catalog, tenant) switch
        {
            ModelReference.FoundationModel found => OnDemand(found.Model, context.Region),
            ModelReference.SystemProfile found => found.Profile.Model,
            ModelReference.ApplicationProfile found => await OfApplicationProfile(found.Id, context, cancellationToken),
            null => throw InvocationErrors.UnknownModel(),
            var other => throw InvocationErrors.NotImplemented($"invoking a model through a {Describe(other)}"),
        };
        context.Notes<InvocationNotes>().Model = model;
        await access.Require(tenant, model, cancellationToken);
        return model;
    }

    /// <summary>Resolves a modelId to a model that answers conversations.</summary>
    public async Task<CatalogModel> ResolveText(
        string modelId,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var model = await Resolve(modelId, context, cancellationToken);
        return model.OutputModalities.Contains(ModelModality.Text) ? model : throw InvocationErrors.NotText();
    }

    private async Task<CatalogModel> OfApplicationProfile(
        string id,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        context.Notes<InvocationNotes>().ApplicationProfile = id;
        var profile = await applicationProfiles.Find(tenant, id, cancellationToken);
        return profile is not null && catalog.FindModel(profile.Document.ModelId) is { } model
            ? model
            : throw InvocationErrors.UnknownModel();
    }

    private static CatalogModel OnDemand(CatalogModel model, string region) =>
        model.SupportsOnDemand(region) ? model : throw InvocationErrors.NeedsProfile(model.Id);

    private static string Describe(ModelReference reference) => reference switch
    {
        ModelReference.ProvisionedModel => "provisioned throughput",
        ModelReference.CustomModel or ModelReference.CustomModelDeployment => "custom model",
        ModelReference.ImportedModel => "imported model",
        ModelReference.MarketplaceEndpoint => "marketplace endpoint",
        ModelReference.Prompt => "prompt",
        _ => "prompt router",
    };
}
