using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;
using Ganban.Storage.Objects;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>What holds for knowledge bases beyond the contract's constraints.</summary>
internal static class KnowledgeBaseRules
{
    // By native format; models of other formats make vectors of one length.
    private static readonly Dictionary<string, int[]> LengthsOf = new(StringComparer.Ordinal)
    {
        ["titan-embed-text-v2"] = [256, 512, 1024],
        ["cohere-embed-v4"] = [256, 512, 1024, 1536],
        ["nova-embeddings"] = [256, 384, 1024, 3072],
        ["titan-embed-multimodal"] = [256, 384, 1024],
    };

    /// <summary>
    /// Checks what kind of knowledge base it is to be, and where its vectors are to be kept or which database it asks.
    /// </summary>
    /// <exception cref="ModelledException">Something is missing, wrong, or not there yet.</exception>
    public static void Check(
        KnowledgeBaseConfiguration configuration, StorageConfiguration? storage, Tenant tenant)
    {
        if (configuration.Type == KnowledgeBaseType.Sql)
        {
            SqlKnowledgeBaseRules.Check(configuration, storage, tenant);
            return;
        }

        if (configuration.Type != KnowledgeBaseType.Vector)
        {
            throw KnowledgeBasesErrors.NotImplemented($"knowledge bases of type {configuration.Type}");
        }

        if (configuration.VectorKnowledgeBaseConfiguration is not { } vector)
        {
            throw KnowledgeBasesErrors.Missing(
                "knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration", configuration.Type);
        }

        if (vector.SupplementalDataStorageConfiguration is { } supplement)
        {
            Place(supplement, tenant.Account);
        }

        var settings = vector.EmbeddingModelConfiguration?.BedrockEmbeddingModelConfiguration;
        if (settings?.Audio is not null || settings?.Video is not null)
        {
            throw KnowledgeBasesErrors.NotImplemented("embeddings of audio and video in knowledge bases");
        }

        Check(storage ?? throw KnowledgeBasesErrors.Missing("storageConfiguration", configuration.Type));
    }

    /// <summary>Where pictures of documents are to be kept, as the beginning of their keys.</summary>
    /// <exception cref="ValidationException">It is no place.</exception>
    public static ObjectAddress Place(SupplementalDataStorageConfiguration supplement, string account) =>
        supplement.StorageLocations[0].S3Location is { } location
        && ObjectAddress.TryParse(account, location.Uri.TrimEnd('/') + "/", out var place)
            ? place
            : throw KnowledgeBasesErrors.Wrong(
                "knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration.supplementalDataStorageConfiguration.storageLocations.1"
                + ".member.s3Location",
                "It is missing, or its uri is not that of a bucket. Name one, as s3://my-bucket/folder.");

    /// <summary>Checks that the model makes vectors of the length that is asked for.</summary>
    public static void Check(EmbeddingUse use, CatalogModel model)
    {
        if (!model.OutputModalities.Contains(Contracts.Bedrock.ModelModality.Embedding))
        {
            throw KnowledgeBasesErrors.Wrong(
                "knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration.embeddingModelArn",
                $"{model.Id} makes no embeddings. Name an embedding model; ListFoundationModels with byOutputModality shows them.");
        }

        var lengths = LengthsOf.GetValueOrDefault(model.NativeFormat)
            ?? (model.EmbeddingDimensions is { } own ? [own] : []);
        if (use.Dimensions is { } dimensions && lengths.Length > 0 && !lengths.Contains(dimensions))
        {
            throw KnowledgeBasesErrors.Wrong(
                "knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration.embeddingModelConfiguration"
                + ".bedrockEmbeddingModelConfiguration.dimensions",
                $"{model.Id} makes vectors of {string.Join(", ", lengths)} dimensions, not of {dimensions}.");
        }
    }

    private static void Check(StorageConfiguration storage)
    {
        (object? Given, string Name) own = storage.Type switch
        {
            KnowledgeBaseStorageType.OpensearchServerless =>
                (storage.OpensearchServerlessConfiguration, "opensearchServerlessConfiguration"),
            KnowledgeBaseStorageType.OpensearchManagedCluster =>
                (storage.OpensearchManagedClusterConfiguration, "opensearchManagedClusterConfiguration"),
            KnowledgeBaseStorageType.S3Vectors => (storage.S3VectorsConfiguration, "s3VectorsConfiguration"),
            KnowledgeBaseStorageType.Rds => (storage.RdsConfiguration, "rdsConfiguration"),
            _ => throw KnowledgeBasesErrors.Wrong(
                "storageConfiguration.type",
                $"{storage.Type} is not supported. Use OPENSEARCH_SERVERLESS, OPENSEARCH_MANAGED_CLUSTER, S3_VECTORS or RDS."),
        };
        if (own.Given is null)
        {
            throw KnowledgeBasesErrors.Missing("storageConfiguration." + own.Name, storage.Type);
        }

        if (KnowledgeBasePlace.Of(storage) is VectorPlace.Table table
            && new[] { table.Key, table.Vector, table.Text, table.Metadata, table.Custom ?? "" } is var columns
            && columns.Distinct().Count() < columns.Length)
        {
            throw KnowledgeBasesErrors.Wrong(
                "storageConfiguration.rdsConfiguration.fieldMapping", "A column is named twice. Name a column for each field.");
        }

        if (storage.S3VectorsConfiguration is { } vectors
            && (vectors.IndexArn is not null) == (vectors.VectorBucketArn is not null && vectors.IndexName is not null))
        {
            throw KnowledgeBasesErrors.Wrong(
                "storageConfiguration.s3VectorsConfiguration",
                "Name either indexArn, or vectorBucketArn and indexName.");
        }
    }
}
