using Ganban.Contracts.Bedrock;
using Ganban.Storage;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>Prompt routers of both types as the API shows them to a tenant.</summary>
internal static class RouterMapping
{
    public static PromptRouterSummary ToSummary(Stored<PromptRouter> stored, Tenant tenant) => Summary(
        stored.Document, stored.Name!, TenantRouters.Arn(tenant, stored.Id), PromptRouterType.Custom) with
    {
        CreatedAt = stored.CreatedAt,
        UpdatedAt = stored.UpdatedAt,
    };

    public static PromptRouterSummary ToSummary(DefaultRouter router, PromptRouter inRegion, Tenant tenant) => Summary(
        inRegion, router.Name, router.Arn(tenant), PromptRouterType.Default) with
    {
        CreatedAt = DefaultRouter.Since,
        UpdatedAt = DefaultRouter.Since,
    };

    public static GetPromptRouterResponse ToResponse(PromptRouterSummary summary) => new()
    {
        PromptRouterName = summary.PromptRouterName,
        RoutingCriteria = summary.RoutingCriteria,
        Description = summary.Description,
        CreatedAt = summary.CreatedAt,
        UpdatedAt = summary.UpdatedAt,
        PromptRouterArn = summary.PromptRouterArn,
        Models = summary.Models,
        FallbackModel = summary.FallbackModel,
        Status = summary.Status,
        Type = summary.Type,
    };

    private static PromptRouterSummary Summary(PromptRouter router, string name, string arn, string type) => new()
    {
        PromptRouterName = name,
        RoutingCriteria = new RoutingCriteria { ResponseQualityDifference = router.ResponseQualityDifference },
        Description = router.Description,
        PromptRouterArn = arn,
        Models = [.. router.ModelArns.Select(Target)],
        FallbackModel = Target(router.FallbackArn),
        Status = PromptRouterStatus.Available,
        Type = type,
    };

    private static PromptRouterTargetModel Target(string arn) => new() { ModelArn = arn };
}
