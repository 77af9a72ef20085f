using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Removes documents from the index; they are gone when the answer comes.</summary>
internal sealed class DeleteKnowledgeBaseDocumentsHandler(
    KnowledgeBases.KnowledgeBases knowledgeBases,
    DataSources.DataSources dataSources,
    SourceDocuments documents,
    ResourceStore store)
    : IOperationHandler<DeleteKnowledgeBaseDocumentsRequest, DeleteKnowledgeBaseDocumentsResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteKnowledgeBaseDocumentsResponse> Handle(
        DeleteKnowledgeBaseDocumentsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var knowledgeBase = await knowledgeBases.Get(tenant, request.KnowledgeBaseId, cancellationToken);
        var source = await dataSources.Get(tenant, request.KnowledgeBaseId, request.DataSourceId, cancellationToken);
        var type = source.Document.ReadConfiguration().Type;
        var names = request.DocumentIdentifiers.Select((identifier, index) =>
            DirectDocument.Name(identifier, type, $"documentIdentifiers.{index + 1}.member")).ToList();
        var target = IngestionTarget.Of(tenant, knowledgeBase, source, KnowledgeModels.Own(context));
        var details = new List<KnowledgeBaseDocumentDetail>();
        foreach (var (name, isCustom) in names)
        {
            if (await documents.Find(target, name, isCustom, cancellationToken) is not { } found)
            {
                details.Add(DocumentDetails.Absent(target.KnowledgeBase, target.DataSource, name, isCustom));
                continue;
            }

            var after = found.Document with { Status = DocumentStatus.Deleting };
            try
            {
                await documents.Remove(
                    target, found, forget => store.CommitAsync([forget], cancellationToken), cancellationToken);
            }
            catch (IngestionFailedException e)
            {
                after = found.Document with { Status = DocumentStatus.Failed, Reason = e.Message };
            }

            details.Add(DocumentDetails.Of(target.KnowledgeBase, target.DataSource, found with { Document = after }));
        }

        return new DeleteKnowledgeBaseDocumentsResponse { DocumentDetails = details };
    }
}
