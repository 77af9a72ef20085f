using Ganban.Bedrock.Jobs;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.BatchInference;

/// <summary>Lists batch inference jobs, the newest first unless the caller wants it otherwise.</summary>
internal sealed class ListModelInvocationJobsHandler(ResourceStore store)
    : IOperationHandler<ListModelInvocationJobsRequest, ListModelInvocationJobsResponse>
{
    private const int PageSizeDefault = 100;

    /// <inheritdoc/>
    public async Task<ListModelInvocationJobsResponse> Handle(
        ListModelInvocationJobsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var query = new ListQuery
        {
            NameContains = request.NameContains,
            CreatedAfter = request.SubmitTimeAfter,
            CreatedBefore = request.SubmitTimeBefore,
            Sort = request.SortOrder == SortOrder.Ascending ? ListSort.CreatedAscending : ListSort.CreatedDescending,
            PageSize = request.MaxResults ?? PageSizeDefault,
            PageToken = request.NextToken,
        };
        try
        {
            var page = await FilteredPage.Read(
                store,
                tenant,
                BatchJob.Kind,
                query,
                job => request.StatusEquals is null || job.Status == request.StatusEquals,
                cancellationToken);
            return new ListModelInvocationJobsResponse
            {
                InvocationJobSummaries = [.. page.Items.Select(job => BatchJobMapping.ToSummary(job, tenant))],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw BatchInferenceErrors.BadToken(e);
        }
    }
}
