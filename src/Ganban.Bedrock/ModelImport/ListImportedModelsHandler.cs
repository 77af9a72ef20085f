using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelImport;

/// <summary>Lists imported models, the newest first unless the caller wants it otherwise.</summary>
internal sealed class ListImportedModelsHandler(ResourceStore store)
    : IOperationHandler<ListImportedModelsRequest, ListImportedModelsResponse>
{
    private const int PageSizeDefault = 100;

    /// <inheritdoc/>
    public async Task<ListImportedModelsResponse> Handle(
        ListImportedModelsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var query = new ListQuery
        {
            NameContains = request.NameContains,
            CreatedAfter = request.CreationTimeAfter,
            CreatedBefore = request.CreationTimeBefore,
            Sort = request.SortOrder == SortOrder.Ascending ? ListSort.CreatedAscending : ListSort.CreatedDescending,
            PageSize = request.MaxResults ?? PageSizeDefault,
            PageToken = request.NextToken,
        };
        try
        {
            var page = await store.ListAsync(tenant, ImportedModel.Kind, query, cancellationToken);
            return new ListImportedModelsResponse
            {
                ModelSummaries = [.. page.Items.Select(model => ModelImportMapping.ToSummary(model, tenant))],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw ModelImportErrors.BadToken(e);
        }
    }
}
