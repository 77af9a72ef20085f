using Ganban.Bedrock.Jobs;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.AsyncInvocation;

/// <summary>Lists asynchronous invocations, the newest first unless the caller wants it otherwise.</summary>
internal sealed class ListAsyncInvokesHandler(ResourceStore store)
    : IOperationHandler<ListAsyncInvokesRequest, ListAsyncInvokesResponse>
{
    private const int PageSizeDefault = 100;

    /// <inheritdoc/>
    public async Task<ListAsyncInvokesResponse> Handle(
        ListAsyncInvokesRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var query = new ListQuery
        {
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
                AsyncInvocation.Kind,
                query,
                invocation => request.StatusEquals is null || invocation.Status == request.StatusEquals,
                cancellationToken);
            return new ListAsyncInvokesResponse
            {
                AsyncInvokeSummaries = [.. page.Items.Select(stored => Summary(stored, tenant))],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw AsyncInvocationErrors.BadToken(e);
        }
    }

    /// <summary>Where an invocation writes, in the words of the contract.</summary>
    internal static AsyncInvokeOutputDataConfig Output(AsyncInvocation invocation) =>
        new AsyncInvokeOutputDataConfig.S3OutputDataConfig(new AsyncInvokeS3OutputDataConfig
        {
            S3Uri = invocation.OutputUri,
            BucketOwner = invocation.BucketOwner,
        });

    private static AsyncInvokeSummary Summary(Stored<AsyncInvocation> stored, Tenant tenant) => new()
    {
        InvocationArn = AsyncInvocations.Arn(tenant, stored.Id),
        ModelArn = stored.Document.ModelArn,
        ClientRequestToken = stored.Document.ClientRequestToken,
        Status = stored.Document.Status,
        FailureMessage = stored.Document.FailureMessage,
        SubmitTime = stored.CreatedAt,
        LastModifiedTime = stored.UpdatedAt,
        EndTime = stored.Document.EndedAt,
        OutputDataConfig = Output(stored.Document),
    };
}
