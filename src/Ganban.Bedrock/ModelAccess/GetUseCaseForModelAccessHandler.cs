using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>Gives the tenant's use-case form back.</summary>
internal sealed class GetUseCaseForModelAccessHandler(ResourceStore store)
    : IOperationHandler<GetUseCaseForModelAccessRequest, GetUseCaseForModelAccessResponse>
{
    /// <inheritdoc/>
    public async Task<GetUseCaseForModelAccessResponse> Handle(
        GetUseCaseForModelAccessRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await store.GetAsync(tenant, UseCaseForm.Kind, UseCaseForm.Id, cancellationToken)
            ?? throw ModelAccessErrors.NoForm();
        return new GetUseCaseForModelAccessResponse { FormData = stored.Document.FormData };
    }
}
