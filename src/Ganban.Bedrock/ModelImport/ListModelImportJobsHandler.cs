using Ganban.Bedrock.Jobs;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelImport;

/// <summary>Lists model import jobs, the newest first unless the caller wants it otherwise.</summary>
internal sealed class ListModelImportJobsHandler(ResourceStore store)
    : IOperationHandler<ListModelImportJobsRequest, ListModelImportJobsResponse>
{
    private const int PageSizeDefault = 100;

    /// <inheritdoc/>
    public async Task<ListModelImportJobsResponse> Handle(
        ListModelImportJobsRequest request, OperationContext context, CancellationToken cancellationToken)
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
            var page = await FilteredPage.Read(
                store,
                tenant,
                ModelImportJob.Kind,
                query,
                job => request.StatusEquals is null || job.Status == request.StatusEquals,
                cancellationToken);
            return new ListModelImportJobsResponse
            {
                ModelImportJobSummaries = [.. page.Items.Select(job => ModelImportMapping.ToSummary(job, tenant))],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw ModelImportErrors.BadToken(e);
        }
    }
}
