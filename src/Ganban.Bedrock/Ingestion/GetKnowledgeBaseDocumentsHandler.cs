using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Shows how far documents are.</summary>
internal sealed class GetKnowledgeBaseDocumentsHandler(DataSources.DataSources dataSources, ResourceStore store)
    : IOperationHandler<GetKnowledgeBaseDocumentsRequest, GetKnowledgeBaseDocumentsResponse>
{
    /// <inheritdoc/>
    public async Task<GetKnowledgeBaseDocumentsResponse> Handle(
        GetKnowledgeBaseDocumentsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var source = await dataSources.Get(tenant, request.KnowledgeBaseId, request.DataSourceId, cancellationToken);
        var type = source.Document.ReadConfiguration().Type;
        var details = new List<KnowledgeBaseDocumentDetail>();
        foreach (var (index, identifier) in request.DocumentIdentifiers.Index())
        {
            var (name, isCustom) = DirectDocument.Name(identifier, type, $"documentIdentifiers.{index + 1}.member");
            var id = SourceDocumentRecord.IdOf(source.Id, name, isCustom);
            details.Add(await store.GetAsync(tenant, SourceDocumentRecord.Kind, id, cancellationToken) is { } found
                ? DocumentDetails.Of(source.Parent!, source.Id, found)
                : DocumentDetails.Absent(source.Parent!, source.Id, name, isCustom));
        }

        return new GetKnowledgeBaseDocumentsResponse { DocumentDetails = details };
    }
}
