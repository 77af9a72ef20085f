using Ganban.Bedrock.Costs;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.ModelAccess;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ProvisionedThroughput;

/// <summary>Provisions throughput for a base model that offers it. It can be used at once.</summary>
internal sealed class CreateProvisionedModelThroughputHandler(
    ModelCatalog catalog,
    ModelAccessPolicy access,
    ResourceStore store,
    TimeProvider clock)
    : IOperationHandler<CreateProvisionedModelThroughputRequest, CreateProvisionedModelThroughputResponse>
{
    /// <inheritdoc/>
    public async Task<CreateProvisionedModelThroughputResponse> Handle(
        CreateProvisionedModelThroughputRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var foundation = Offered(request.ModelId, tenant);
        await access.Require(tenant, foundation, cancellationToken);
        var now = clock.GetUtcNow();
        var model = new ProvisionedModel(
            foundation.Id, request.ModelUnits, request.CommitmentDuration, End(request.CommitmentDuration, now));
        var id = ResourceId.New();
        var tags = TagRules.Read(request.Tags ?? [], resourceName: request.ProvisionedModelName);
        var document = new NewDocument<ProvisionedModel>(id, model)
        {
            Name = request.ProvisionedModelName,
            Tags = new TagSet(ProvisionedModels.Arn(tenant, id), tags),
        };
        var fingerprint = new ProvisionedFingerprint(
            request.ProvisionedModelName, model.ModelId, model.ModelUnits, model.Commitment, tags);
        var term = new ProvisionedTerm(
            tenant.Account,
            tenant.Region,
            model.ModelId,
            context.Caller.PrincipalArn,
            PerHour(foundation, model, tenant),
            now,
            To: null);
        await CheckQuota(tenant, cancellationToken);
        try
        {
            var stored = await store.CreateAsync(
                tenant,
                ProvisionedModel.Kind,
                document,
                request.ClientRequestToken is { } token ? fingerprint.For(token) : null,
                together: [ProvisionedTerm.Kind.Create(Tenant.Global, new NewDocument<ProvisionedTerm>(id, term))],
                cancellationToken);
            return new CreateProvisionedModelThroughputResponse
            {
                ProvisionedModelArn = ProvisionedModels.Arn(tenant, stored.Id),
            };
        }
        catch (ResourceExistsException exception)
        {
            throw ProvisionedThroughputErrors.NameTaken(request.ProvisionedModelName, exception);
        }
        catch (IdempotencyConflictException exception)
        {
            throw ProvisionedThroughputErrors.TokenReused(exception);
        }
    }

    private static decimal? PerHour(CatalogModel foundation, ProvisionedModel model, Tenant tenant) =>
        foundation.Prices is { } prices
            ? ProvisionedCost.Of(
                prices, tenant.Region, model.ModelUnits, hours: 1, model.Commitment, isCustom: false)
            : null;

    private static DateTimeOffset? End(string? commitment, DateTimeOffset now) => commitment switch
    {
        CommitmentDuration.OneMonth => now.AddMonths(1),
        CommitmentDuration.SixMonths => now.AddMonths(6),
        _ => null,
    };

    private CatalogModel Offered(string modelId, Tenant tenant) =>
        ModelReference.Resolve(modelId, catalog, tenant) switch
        {
            ModelReference.FoundationModel { Model: var model } =>
                model.SupportsProvisioned
                    ? model
                    : throw ProvisionedThroughputErrors.NotOffered(model),
            ModelReference.CustomModel => throw ProvisionedThroughputErrors.NoCustomModels(),
            _ => throw ProvisionedThroughputErrors.UnknownModel(),
        };

    private async Task CheckQuota(Tenant tenant, CancellationToken cancellationToken)
    {
        var all = new ListQuery();
        if (await store.HasAsync(tenant, ProvisionedModel.Kind, all, ProvisionedModels.CountMax, cancellationToken))
        {
            throw ProvisionedThroughputErrors.TooMany(ProvisionedModels.CountMax);
        }
    }
}
