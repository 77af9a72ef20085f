using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>
/// Lists prompt routers: the default ones first, on the first page, then the tenant's own, latest first.
/// </summary>
internal sealed class ListPromptRoutersHandler(ModelCatalog catalog, TenantRouters routers, ResourceStore store)
    : IOperationHandler<ListPromptRoutersRequest, ListPromptRoutersResponse>
{
    // Stands for the page after the default routers where they fill the first one.
    private const string AfterDefaults = "own";
    private const int PageSizeDefault = 100;

    /// <inheritdoc/>
    public async Task<ListPromptRoutersResponse> Handle(
        ListPromptRoutersRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var size = request.MaxResults ?? PageSizeDefault;
        var summaries = new List<PromptRouterSummary>();
        if (request.Type != PromptRouterType.Custom && Skipped(request.NextToken) is { } skipped)
        {
            var defaults = routers.Defaults(tenant).ToList();
            var page = defaults.Skip(skipped).Take(size).ToList();
            summaries.AddRange(page.Select(
                router => RouterMapping.ToSummary(router, router.In(tenant, catalog)!, tenant)));
            var listed = skipped + page.Count;
            if (listed < defaults.Count)
            {
                return Answer(summaries, $"{listed}");
            }

            if (request.Type == PromptRouterType.Default)
            {
                return Answer(summaries, next: null);
            }
        }

        if (summaries.Count == size)
        {
            return Answer(summaries, AfterDefaults);
        }

        var own = await Own(tenant, request, size - summaries.Count, cancellationToken);
        summaries.AddRange(own.Items.Select(router => RouterMapping.ToSummary(router, tenant)));
        return Answer(summaries, own.NextToken);
    }

    private static ListPromptRoutersResponse Answer(List<PromptRouterSummary> summaries, string? next) =>
        new() { PromptRouterSummaries = summaries, NextToken = next };

    // How many default routers the pages before showed; null if those pages showed all.
    private static int? Skipped(string? token) =>
        token is null ? 0 : token.Length == 1 && char.IsAsciiDigit(token[0]) ? token[0] - '0' : null;

    private async Task<Page<PromptRouter>> Own(
        Tenant tenant, ListPromptRoutersRequest request, int size, CancellationToken cancellationToken)
    {
        var isAfterDefaults = request.NextToken == AfterDefaults;
        var isFirst = isAfterDefaults || Skipped(request.NextToken) is not null;
        if (request.Type == PromptRouterType.Default || (request.Type is not null && isAfterDefaults))
        {
            throw PromptRoutersErrors.BadToken(cause: null);
        }

        // The page's size is a part of what a token of the store is bound to.
        var query = new ListQuery
        {
            Sort = ListSort.CreatedDescending,
            PageSize = size,
            PageToken = isFirst ? null : request.NextToken,
        };
        try
        {
            return await store.ListAsync(tenant, PromptRouter.Kind, query, cancellationToken);
        }
        catch (InvalidPageTokenException exception)
        {
            throw PromptRoutersErrors.BadToken(exception);
        }
    }
}
