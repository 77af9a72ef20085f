using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Bedrock.ModelAccess;
using Ganban.Bedrock.ModelImport;
using Ganban.Bedrock.PromptRouters;
using Ganban.Bedrock.ProvisionedThroughput;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// Finds the catalog model that a request's modelId stands for and checks that the caller may use it that way.
/// </summary>
internal sealed class ModelTargets(
    ModelCatalog catalog,
    ApplicationProfiles applicationProfiles,
    TenantRouters routers,
    ProvisionedModels provisioned,
    ImportedModels imported,
    ModelAccessPolicy access,
    Leniency leniency,
    DeniedRegions denied)
{
    /// <summary>The response header that names the region which serves an invocation.</summary>
    public const string RegionHeader = "x-ganban-region";

    /// <summary>Resolves a modelId where there is no prompt that a router could choose by.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">Unknown, not offered on demand, or not granted.</exception>
    public Task<CatalogModel> Resolve(
        string modelId,
        OperationContext context,
        CancellationToken cancellationToken) =>
        Resolve(modelId, () => throw InvocationErrors.NothingToRoute(), context, cancellationToken);

    /// <summary>Resolves a modelId.</summary>
    /// <param name="modelId">An identifier of any kind.</param>
    /// <param name="prompt">All text of the prompt, asked for where a prompt router chooses the model.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="cancellationToken">Cancels reading the store.</param>
    /// <exception cref="Ganban.Contracts.ModelledException">Unknown, not offered on demand, or not granted.</exception>
    public async Task<CatalogModel> Resolve(
        string modelId,
        Func<string> prompt,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        context.Notes<InvocationNotes>().ModelId = modelId;
        var model = ModelReference.Resolve(modelId, catalog, tenant) switch
        {
            ModelReference.PromptRouter => await OfRouter(modelId, prompt, context, cancellationToken),
            null or ModelReference.ProvisionedModel => await OfProvisioned(modelId, context, cancellationToken),
            var reference => await Of(reference, context, cancellationToken),
        };
        var notes = context.Notes<InvocationNotes>();
        notes.Model = model;
        context.Header(RegionHeader, notes.Region ?? tenant.Region);
        if (model.ImportedFile is null)
        {
            await access.Require(tenant, model, cancellationToken);
        }

        return model;
    }

    /// <summary>Resolves a modelId to a model that answers conversations.</summary>
    /// <inheritdoc cref="Resolve(string, Func{string}, OperationContext, CancellationToken)"/>
    public async Task<CatalogModel> ResolveText(
        string modelId,
        Func<string> prompt,
        OperationContext context,
        CancellationToken cancellationToken) => Text(await Resolve(modelId, prompt, context, cancellationToken));

    /// <summary>Resolves a modelId to a model that answers conversations, where there is no prompt.</summary>
    public async Task<CatalogModel> ResolveText(
        string modelId,
        OperationContext context,
        CancellationToken cancellationToken) => Text(await Resolve(modelId, context, cancellationToken));

    private static CatalogModel Text(CatalogModel model) =>
        ModelLimits.Converses(model) ? model : throw InvocationErrors.NotText();

    private async Task<CatalogModel> Of(
        ModelReference? reference,
        OperationContext context,
        CancellationToken cancellationToken) =>
        reference switch
        {
            ModelReference.FoundationModel found => OnDemand(found.Model, context),
            ModelReference.SystemProfile found => Through(found.Profile, context),
            ModelReference.ApplicationProfile found => await OfApplicationProfile(found.Id, context, cancellationToken),
            ModelReference.ImportedModel found => await OfImported(found.Id, context, cancellationToken),
            null => throw InvocationErrors.UnknownModel(),
            var other => throw InvocationErrors.NotInvoked(Describe(other)),
        };

    private async Task<CatalogModel> OfRouter(
        string arn,
        Func<string> prompt,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var router = await routers.Find(tenant, arn, cancellationToken) ?? throw InvocationErrors.UnknownModel();
        var models = new Dictionary<string, CatalogModel>(StringComparer.Ordinal);
        foreach (var target in router.AllArns())
        {
            models[target] = await Of(ModelReference.Resolve(target, catalog, tenant), context, cancellationToken);
        }

        var rule = RoutingRule.Choose(router, models, tenant.Region, prompt());
        context.Header(RoutingRule.Header, rule.ToString());
        var notes = context.Notes<InvocationNotes>();
        notes.RoutedTo = rule.Arn;
        notes.ApplicationProfile = (ModelReference.Resolve(rule.Arn, catalog, tenant)
            as ModelReference.ApplicationProfile)?.Id;
        return await Of(ModelReference.Resolve(rule.Arn, catalog, tenant), context, cancellationToken);
    }

    /// <summary>
    /// The id that a modelId which resolves here has with Amazon Bedrock, where this server's ARNs mean nothing.
    /// </summary>
    public async Task<string> IdElsewhere(
        string modelId,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        switch (ModelReference.Resolve(modelId, catalog, tenant))
        {
            case ModelReference.FoundationModel { Model: var model }:
                return model.Id;
            case ModelReference.SystemProfile { Profile: var profile }:
                return profile.Id;
            case ModelReference.ApplicationProfile { Id: var id }
                when await applicationProfiles.Find(tenant, id, cancellationToken) is { Document.CopiedFrom: var arn }:
                return arn[(arn.LastIndexOf('/') + 1)..];
            default:
                // A size variant can't be invoked on demand there; its model can.
                return await provisioned.Find(tenant, modelId, cancellationToken) is { Document.ModelId: var served }
                    ? catalog.FindModel(served)?.VariantOf ?? served
                    : throw InvocationErrors.UnknownModel();
        }
    }

    private async Task<CatalogModel> OfProvisioned(
        string modelId,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await provisioned.Find(tenant, modelId, cancellationToken);
        if (stored is null || catalog.FindModel(stored.Document.ModelId) is not { } model)
        {
            throw Arn.Parse(modelId)?.NameOf(ProvisionedModel.ResourceType) is null
                ? InvocationErrors.UnknownModel()
                : InvocationErrors.UnknownProvisionedModel();
        }

        denied.Check(model, [context.Region], context);
        var notes = context.Notes<InvocationNotes>();
        notes.ModelId = ProvisionedModels.Arn(tenant, stored.Id);
        notes.IsProvisioned = true;
        notes.Region = context.Region;
        return model;
    }

    private async Task<CatalogModel> OfApplicationProfile(
        string id,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        context.Notes<InvocationNotes>().ApplicationProfile = id;
        var profile = await applicationProfiles.Find(tenant, id, cancellationToken);
        if (profile is null || catalog.FindModel(profile.Document.ModelId) is not { } model)
        {
            throw InvocationErrors.UnknownModel();
        }

        denied.Check(model, profile.Document.Regions(), context);
        context.Notes<InvocationNotes>().Region =
            InferenceProfile.ServedIn(profile.Document.Regions(), context.Region);
        return model;
    }

    private async Task<CatalogModel> OfImported(
        string id, OperationContext context, CancellationToken cancellationToken)
    {
        var model = await imported.FindModel(new Tenant(context.Account, context.Region), id, cancellationToken)
            ?? throw InvocationErrors.UnknownModel();
        denied.Check(model, [context.Region], context);
        context.Notes<InvocationNotes>().Region = context.Region;
        return model;
    }

    private CatalogModel Through(InferenceProfile profile, OperationContext context)
    {
        denied.Check(profile.Model, profile.Destinations(context.Region), context);
        context.Notes<InvocationNotes>().Region = profile.ServedIn(context.Region);
        return profile.Model;
    }

    private CatalogModel OnDemand(CatalogModel model, OperationContext context)
    {
        context.Notes<InvocationNotes>().Region = context.Region;
        denied.Check(model, [context.Region], context);
        return model.SupportsOnDemand(context.Region) || leniency.PassesOnDemand(context)
            ? model
            : throw InvocationErrors.NeedsProfile(
                model.Id,
                [
                    .. catalog.Profiles
                        .Where(profile => profile.Model.Id == model.Id && profile.IsOfferedIn(context.Region))
                        .Select(profile => profile.Id),
                ]);
    }

    private static string Describe(ModelReference reference) => reference switch
    {
        ModelReference.CustomModel or ModelReference.CustomModelDeployment => "custom models",
        ModelReference.MarketplaceEndpoint => "Marketplace endpoints",
        _ => "prompts in this operation",
    };
}
