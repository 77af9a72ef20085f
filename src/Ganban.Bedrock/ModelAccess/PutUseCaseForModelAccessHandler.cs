using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>Keeps the tenant's use-case form, in place of an earlier one.</summary>
internal sealed class PutUseCaseForModelAccessHandler(ResourceStore store)
    : IOperationHandler<PutUseCaseForModelAccessRequest, PutUseCaseForModelAccessResponse>
{
    /// <inheritdoc/>
    public async Task<PutUseCaseForModelAccessResponse> Handle(
        PutUseCaseForModelAccessRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var form = new NewDocument<UseCaseForm>(UseCaseForm.Id, new UseCaseForm(request.FormData.ToArray()));
        await store.CommitAsync(UseCaseForm.Kind.Replace(tenant, form), cancellationToken);
        return new PutUseCaseForModelAccessResponse();
    }
}
