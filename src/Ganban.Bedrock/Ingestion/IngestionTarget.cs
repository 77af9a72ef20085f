using Ganban.Bedrock.DataSources;
using Ganban.Bedrock.Ingestion.Chunking;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Objects;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Where documents are to be indexed, and how.</summary>
/// <param name="Tenant">The owner.</param>
/// <param name="KnowledgeBase">The knowledge base.</param>
/// <param name="DataSource">The data source.</param>
/// <param name="Embedding">How texts become vectors.</param>
/// <param name="Ingestion">How documents are read and taken apart; null for the service's defaults.</param>
/// <param name="Context">Who it is done for.</param>
internal sealed record IngestionTarget(
    Tenant Tenant,
    string KnowledgeBase,
    string DataSource,
    EmbeddingUse Embedding,
    VectorIngestionConfiguration? Ingestion,
    OperationContext Context)
{
    /// <summary>The ingestion job that it is done by; empty for none.</summary>
    public string Job { get; init; } = "";

    /// <summary>The index of the knowledge base.</summary>
    public required VectorIndex Index { get; init; }

    /// <summary>Where pictures of documents are kept; null for nowhere.</summary>
    public ObjectAddress? Pictures { get; init; }

    /// <summary>What the data source's documents have in common in the store.</summary>
    public string Parent => SourceDocumentRecord.ParentOf(KnowledgeBase, DataSource);

    /// <summary>The target that a data source is.</summary>
    public static IngestionTarget Of(
        Tenant tenant,
        Stored<KnowledgeBaseRecord> knowledgeBase,
        Stored<DataSourceRecord> source,
        OperationContext context) => new(
        tenant,
        knowledgeBase.Id,
        source.Id,
        knowledgeBase.Document.Embedding(),
        source.Document.ReadIngestion(),
        context)
    {
        Index = KnowledgeBases.KnowledgeBases.Index(tenant, knowledgeBase.Id, knowledgeBase.Document),
        Pictures = knowledgeBase.Document.Pictures(tenant.Account),
    };

    /// <summary>The key of a file that is made of a document, named as the service names its own.</summary>
    /// <param name="folder">What the key begins with.</param>
    /// <param name="file">The document.</param>
    /// <param name="end">What tells it from the document's other files.</param>
    public string KeyOf(string folder, SourceFile file, string end) =>
        $"{folder}aws/bedrock/knowledge_bases/{KnowledgeBase}/{DataSource}/"
        + SourceDocumentRecord.IdOf(DataSource, file.Name, file.IsCustom)
        + end;
}
