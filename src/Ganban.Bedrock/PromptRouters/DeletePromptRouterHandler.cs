using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>Deletes a prompt router and its tags.</summary>
internal sealed class DeletePromptRouterHandler(TenantRouters routers, ResourceStore store)
    : IOperationHandler<DeletePromptRouterRequest, DeletePromptRouterResponse>
{
    /// <inheritdoc/>
    public async Task<DeletePromptRouterResponse> Handle(
        DeletePromptRouterRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        if (routers.FindDefault(tenant, request.PromptRouterArn) is not null)
        {
            throw PromptRoutersErrors.IsDefault(request.PromptRouterArn);
        }

        var own = await routers.FindOwn(tenant, request.PromptRouterArn, cancellationToken)
            ?? throw PromptRoutersErrors.NotFound(request.PromptRouterArn);
        await store.CommitAsync(
            [
                PromptRouter.Kind.Delete(tenant, own.Id),
                Write.UntagAll(tenant, TenantRouters.Arn(tenant, own.Id)),
            ],
            cancellationToken);
        return new DeletePromptRouterResponse();
    }
}
