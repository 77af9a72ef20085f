using Ganban.Bedrock.Costs;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ProvisionedThroughput;

/// <summary>
/// Deletes provisioned throughput and its tags, unless it is committed still; it costs nothing from now on.
/// </summary>
internal sealed class DeleteProvisionedModelThroughputHandler(
    ProvisionedModels models,
    ResourceStore store,
    TimeProvider clock)
    : IOperationHandler<DeleteProvisionedModelThroughputRequest, DeleteProvisionedModelThroughputResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteProvisionedModelThroughputResponse> Handle(
        DeleteProvisionedModelThroughputRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await models.Get(tenant, request.ProvisionedModelId, cancellationToken);
        var arn = ProvisionedModels.Arn(tenant, stored.Id);
        var now = clock.GetUtcNow();
        if (stored.Document.CommitmentEndsAt is { } end && end > now)
        {
            throw ProvisionedThroughputErrors.Committed(arn, end);
        }

        var term = await store.GetAsync(Tenant.Global, ProvisionedTerm.Kind, stored.Id, cancellationToken);
        try
        {
            await store.CommitAsync(
                [
                    ProvisionedModel.Kind.Delete(tenant, stored.Id),
                    Write.UntagAll(tenant, arn),
                    ProvisionedTerm.Kind.Update(
                        Tenant.Global, term! with { Document = term.Document with { To = now } }),
                ],
                cancellationToken);
        }
        catch (RevisionConflictException)
        {
            // Only a deletion writes the term.
            throw ProvisionedThroughputErrors.NotFound(request.ProvisionedModelId);
        }

        return new DeleteProvisionedModelThroughputResponse();
    }
}
