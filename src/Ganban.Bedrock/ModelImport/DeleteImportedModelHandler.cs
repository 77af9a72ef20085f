using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelImport;

/// <summary>Deletes an imported model, its tags and its file; what runs on it goes on to its end.</summary>
internal sealed class DeleteImportedModelHandler(
    ImportedModels models, ImportedModelFiles files, ResourceStore store)
    : IOperationHandler<DeleteImportedModelRequest, DeleteImportedModelResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteImportedModelResponse> Handle(
        DeleteImportedModelRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await models.Get(tenant, request.ModelIdentifier, cancellationToken);
        await store.CommitAsync(
            [
                ImportedModel.Kind.Delete(tenant, stored.Id),
                Write.UntagAll(tenant, ImportedModels.Arn(tenant, stored.Id)),
            ],
            cancellationToken);
        files.Delete(tenant, stored.Id);
        return new DeleteImportedModelResponse();
    }
}
