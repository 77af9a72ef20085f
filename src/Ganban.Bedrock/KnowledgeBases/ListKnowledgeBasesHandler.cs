using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>Lists knowledge bases, the youngest first.</summary>
internal sealed class ListKnowledgeBasesHandler(ResourceStore store)
    : IOperationHandler<ListKnowledgeBasesRequest, ListKnowledgeBasesResponse>
{
    private const int PageSizeDefault = 100;

    /// <inheritdoc/>
    public async Task<ListKnowledgeBasesResponse> Handle(
        ListKnowledgeBasesRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var query = new ListQuery
        {
            Sort = ListSort.CreatedDescending,
            PageSize = request.MaxResults ?? PageSizeDefault,
            PageToken = request.NextToken,
        };
        try
        {
            var tenant = new Tenant(context.Account, context.Region);
            var page = await store.ListAsync(tenant, KnowledgeBaseRecord.Kind, query, cancellationToken);
            return new ListKnowledgeBasesResponse
            {
                KnowledgeBaseSummaries = [.. page.Items.Select(KnowledgeBaseMapping.ToSummary)],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw KnowledgeBasesErrors.BadToken(e);
        }
    }
}
