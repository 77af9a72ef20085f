using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>Shows a prompt router, one's own or a default one.</summary>
internal sealed class GetPromptRouterHandler(ModelCatalog catalog, TenantRouters routers)
    : IOperationHandler<GetPromptRouterRequest, GetPromptRouterResponse>
{
    /// <inheritdoc/>
    public async Task<GetPromptRouterResponse> Handle(
        GetPromptRouterRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        if (routers.FindDefault(tenant, request.PromptRouterArn) is { } standing)
        {
            return RouterMapping.ToResponse(
                RouterMapping.ToSummary(standing, standing.In(tenant, catalog)!, tenant));
        }

        return await routers.FindOwn(tenant, request.PromptRouterArn, cancellationToken) is { } own
            ? RouterMapping.ToResponse(RouterMapping.ToSummary(own, tenant))
            : throw PromptRoutersErrors.NotFound(request.PromptRouterArn);
    }
}
