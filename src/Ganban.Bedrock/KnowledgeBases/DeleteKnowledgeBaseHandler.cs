using Ganban.Bedrock.Ingestion;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>Deletes a knowledge base with its data sources and all that was made of their documents.</summary>
internal sealed class DeleteKnowledgeBaseHandler(
    KnowledgeBases knowledgeBases, DataSources.DataSources dataSources, IVectorStore vectors, ResourceStore store)
    : IOperationHandler<DeleteKnowledgeBaseRequest, DeleteKnowledgeBaseResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteKnowledgeBaseResponse> Handle(
        DeleteKnowledgeBaseRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await knowledgeBases.Get(tenant, request.KnowledgeBaseId, cancellationToken);
        var sources = await dataSources.All(tenant, stored.Id, cancellationToken);
        foreach (var source in sources)
        {
            await dataSources.RequireIdle(tenant, source, cancellationToken);
        }

        foreach (var source in sources)
        {
            await dataSources.Delete(tenant, source, cancellationToken);
        }

        await store.CommitAsync(
            [
                KnowledgeBaseRecord.Kind.Delete(tenant, stored.Id),
                DatabaseSchema.Kind.Delete(tenant, stored.Id),
                Write.UntagAll(tenant, KnowledgeBases.Arn(tenant, stored.Id)),
            ],
            cancellationToken);
        await vectors.Drop(KnowledgeBases.Index(tenant, stored.Id, stored.Document), cancellationToken);
        return new DeleteKnowledgeBaseResponse { KnowledgeBaseId = stored.Id, Status = KnowledgeBaseStatus.Deleting };
    }
}
