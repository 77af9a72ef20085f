using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Lists the documents of a data source.</summary>
internal sealed class ListKnowledgeBaseDocumentsHandler(
    DataSources.DataSources dataSources, SourceDocuments documents)
    : IOperationHandler<ListKnowledgeBaseDocumentsRequest, ListKnowledgeBaseDocumentsResponse>
{
    private const int PageSizeDefault = 100;

    /// <inheritdoc/>
    public async Task<ListKnowledgeBaseDocumentsResponse> Handle(
        ListKnowledgeBaseDocumentsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var source = await dataSources.Get(tenant, request.KnowledgeBaseId, request.DataSourceId, cancellationToken);
        try
        {
            var page = await documents.List(
                tenant,
                SourceDocumentRecord.ParentOf(source.Parent!, source.Id),
                request.NextToken,
                request.MaxResults ?? PageSizeDefault,
                cancellationToken);
            return new ListKnowledgeBaseDocumentsResponse
            {
                DocumentDetails = [.. page.Items.Select(item => DocumentDetails.Of(source.Parent!, source.Id, item))],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw KnowledgeBasesErrors.BadToken(e);
        }
    }
}
