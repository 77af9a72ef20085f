using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Indexes documents one by one; they are indexed, or have failed, when the answer comes.</summary>
internal sealed class IngestKnowledgeBaseDocumentsHandler(
    KnowledgeBases.KnowledgeBases knowledgeBases,
    DataSources.DataSources dataSources,
    DirectDocument direct,
    DocumentPipeline pipeline,
    SourceDocuments documents,
    TimeProvider clock)
    : IOperationHandler<IngestKnowledgeBaseDocumentsRequest, IngestKnowledgeBaseDocumentsResponse>
{
    /// <inheritdoc/>
    public async Task<IngestKnowledgeBaseDocumentsResponse> Handle(
        IngestKnowledgeBaseDocumentsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var knowledgeBase = await knowledgeBases.Get(tenant, request.KnowledgeBaseId, cancellationToken);
        var source = await dataSources.Get(tenant, request.KnowledgeBaseId, request.DataSourceId, cancellationToken);
        var type = source.Document.ReadConfiguration().Type;
        var names = request.Documents
            .Select((document, index) => Name(document, type, $"documents.{index + 1}.member"))
            .ToList();
        var target = IngestionTarget.Of(tenant, knowledgeBase, source, KnowledgeModels.Own(context));
        var details = new List<KnowledgeBaseDocumentDetail>();
        foreach (var (document, (name, isCustom)) in request.Documents.Zip(names))
        {
            var record = await Index(target, document, name, isCustom, cancellationToken);
            details.Add(DocumentDetails.Of(target.KnowledgeBase, target.DataSource, record, clock.GetUtcNow()));
        }

        return new IngestKnowledgeBaseDocumentsResponse { DocumentDetails = details };
    }

    private static (string Name, bool IsCustom) Name(KnowledgeBaseDocument document, string type, string place)
    {
        DirectDocument.Check(document, place);
        return DirectDocument.Name(document.Content, type, place + ".content");
    }

    private async Task<SourceDocumentRecord> Index(
        IngestionTarget target,
        KnowledgeBaseDocument document,
        string name,
        bool isCustom,
        CancellationToken cancellationToken)
    {
        var record = new SourceDocumentRecord(name, isCustom, DocumentStatus.Indexed, null, null, null, null, null);
        try
        {
            var (file, etag, metadataETag) = await direct.Fetch(document, target.Tenant.Account, cancellationToken);
            await pipeline.Run(target, file, record.IndexName(target.DataSource), cancellationToken);
            record = record with { ETag = etag, MetadataETag = metadataETag };
        }
        catch (Exception e) when (e is DocumentFailedException or IngestionFailedException)
        {
            // What was indexed of it before stays.
            var before = (await documents.Find(target, name, isCustom, cancellationToken))?.Document ?? record;
            record = before with { Status = DocumentStatus.Failed, Reason = e.Message };
        }

        await documents.Keep(target, record, cancellationToken);
        return record;
    }
}
