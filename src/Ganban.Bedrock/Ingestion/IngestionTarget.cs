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
    private const string Own = "aws/bedrock/knowledge_bases/";

    /// <summary>The ingestion job that it is done by; empty for none.</summary>
    public string Job { get; init; } = "";

    /// <summary>The index of the knowledge base.</summary>
    public required VectorIndex Index { get; init; }

    /// <summary>Where pictures of documents are kept; null for nowhere.</summary>
    public ObjectAddress? Pictures { get; init; }

    /// <summary>Where passages are put for the data source's functions; null for nowhere.</summary>
    public ObjectAddress? Intermediate =>
        Ingestion?.CustomTransformationConfiguration?.IntermediateStorage.S3Location.Uri is { } uri
        && ObjectAddress.TryParse(Tenant.Account, uri.TrimEnd('/') + "/", out var folder)
            ? folder
            : null;

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
        $"{folder}{Own}{KnowledgeBase}/{DataSource}/"
        + SourceDocumentRecord.IdOf(DataSource, file.Name, file.IsCustom)
        + end;

    /// <summary>
    /// Whether an object is a file that is made of a document: read as a document itself, there would be ever more.
    /// </summary>
    public bool Makes(ObjectAddress address) => IsBelow(Pictures, address) || IsBelow(Intermediate, address);

    private static bool IsBelow(ObjectAddress? folder, ObjectAddress address) =>
        folder is { } place
        && place.Bucket == address.Bucket
        && address.Key.StartsWith(place.Key + Own, StringComparison.Ordinal);
}
