using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>Makes a prompt router over two models of one provider.</summary>
internal sealed class CreatePromptRouterHandler(
    ModelCatalog catalog,
    ApplicationProfiles profiles,
    ResourceStore store)
    : IOperationHandler<CreatePromptRouterRequest, CreatePromptRouterResponse>
{
    // Not established what the service's quota is; listings stay bounded by it.
    private const int RoutersMax = 500;

    /// <inheritdoc/>
    public async Task<CreatePromptRouterResponse> Handle(
        CreatePromptRouterRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var router = new PromptRouter(
            request.Description,
            [.. request.Models.Select(model => model.ModelArn)],
            request.FallbackModel.ModelArn,
            request.RoutingCriteria.ResponseQualityDifference);
        await Check(router, tenant, cancellationToken);
        var id = ResourceId.New();
        var tags = TagRules.Read(request.Tags ?? [], resourceName: request.PromptRouterName);
        var document = new NewDocument<PromptRouter>(id, router)
        {
            Name = request.PromptRouterName,
            Tags = new TagSet(TenantRouters.Arn(tenant, id), tags),
        };
        var fingerprint = new RouterFingerprint(request.PromptRouterName, router, tags);
        try
        {
            var stored = await store.CreateAsync(
                tenant,
                PromptRouter.Kind,
                document,
                request.ClientRequestToken is { } token ? fingerprint.For(token) : null,
                together: [],
                cancellationToken);
            return new CreatePromptRouterResponse { PromptRouterArn = TenantRouters.Arn(tenant, stored.Id) };
        }
        catch (ResourceExistsException exception)
        {
            throw PromptRoutersErrors.NameTaken(request.PromptRouterName, exception);
        }
        catch (IdempotencyConflictException exception)
        {
            throw PromptRoutersErrors.TokenReused(exception);
        }
    }

    private async Task Check(PromptRouter router, Tenant tenant, CancellationToken cancellationToken)
    {
        var models = new List<CatalogModel>();
        foreach (var arn in router.AllArns().Take(PromptRouter.ModelsMax + 1))
        {
            models.Add(await ModelOf(arn, tenant, cancellationToken));
        }

        if (models.Count != PromptRouter.ModelsMax)
        {
            throw PromptRoutersErrors.WrongCount(router.AllArns().Count());
        }

        var providers = models.Select(model => model.Provider).Distinct().ToList();
        if (providers.Count > 1)
        {
            throw PromptRoutersErrors.SeveralProviders(providers);
        }

        if (await store.HasAsync(tenant, PromptRouter.Kind, new ListQuery(), RoutersMax, cancellationToken))
        {
            throw PromptRoutersErrors.TooMany(RoutersMax);
        }
    }

    private async Task<CatalogModel> ModelOf(string arn, Tenant tenant, CancellationToken cancellationToken)
    {
        var model = ModelReference.Resolve(arn, catalog, tenant) switch
        {
            ModelReference.FoundationModel found when found.Model.SupportsOnDemand(tenant.Region) => found.Model,
            ModelReference.SystemProfile found => found.Profile.Model,
            ModelReference.ApplicationProfile found =>
                await profiles.Find(tenant, found.Id, cancellationToken) is { } profile
                    ? catalog.FindModel(profile.Document.ModelId)
                    : null,
            _ => null,
        } ?? throw PromptRoutersErrors.UnknownModel(arn);
        return model.OutputModalities.Contains(ModelModality.Text) ? model : throw PromptRoutersErrors.NoText(arn);
    }
}
