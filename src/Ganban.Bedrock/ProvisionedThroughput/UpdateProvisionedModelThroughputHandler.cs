using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ProvisionedThroughput;

/// <summary>Renames provisioned throughput. That of a base model keeps its model.</summary>
internal sealed class UpdateProvisionedModelThroughputHandler(ProvisionedModels models, ResourceStore store)
    : IOperationHandler<UpdateProvisionedModelThroughputRequest, UpdateProvisionedModelThroughputResponse>
{
    /// <inheritdoc/>
    public async Task<UpdateProvisionedModelThroughputResponse> Handle(
        UpdateProvisionedModelThroughputRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await models.Get(tenant, request.ProvisionedModelId, cancellationToken);
        if (request.DesiredModelId is not null)
        {
            throw ProvisionedThroughputErrors.ModelIsFixed();
        }

        if (request.DesiredProvisionedModelName is { } name)
        {
            await Rename(tenant, stored, name, cancellationToken);
        }

        return new UpdateProvisionedModelThroughputResponse();
    }

    private async Task Rename(
        Tenant tenant, Stored<ProvisionedModel> stored, string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await store.UpdateAsync(tenant, ProvisionedModel.Kind, stored with { Name = name }, cancellationToken);
                return;
            }
            catch (RevisionConflictException)
            {
                // Somebody was faster; the name is given to what that one wrote.
                stored = await models.Get(tenant, ProvisionedModels.Arn(tenant, stored.Id), cancellationToken);
            }
            catch (ResourceExistsException exception)
            {
                throw ProvisionedThroughputErrors.NameTaken(name, exception);
            }
        }
    }
}
