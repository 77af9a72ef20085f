using Ganban.Contracts.BedrockAgent;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>Where a user wants vectors to be kept.</summary>
internal static class KnowledgeBasePlace
{
    /// <summary>The place in a user's own store; null where the configuration can only mean the server's.</summary>
    public static VectorPlace? Of(StorageConfiguration? storage) => storage switch
    {
        { RdsConfiguration: { } rds } => new VectorPlace.Table(
            rds.ResourceArn,
            rds.DatabaseName,
            rds.TableName,
            rds.FieldMapping.PrimaryKeyField,
            rds.FieldMapping.VectorField,
            rds.FieldMapping.TextField,
            rds.FieldMapping.MetadataField,
            rds.FieldMapping.CustomMetadataField),
        { OpensearchServerlessConfiguration: { } collection } => new VectorPlace.SearchIndex(
            collection.CollectionArn,
            collection.VectorIndexName,
            collection.FieldMapping.VectorField,
            collection.FieldMapping.TextField,
            collection.FieldMapping.MetadataField),
        { OpensearchManagedClusterConfiguration: { } domain } => new VectorPlace.SearchIndex(
            domain.DomainArn,
            domain.VectorIndexName,
            domain.FieldMapping.VectorField,
            domain.FieldMapping.TextField,
            domain.FieldMapping.MetadataField),
        _ => null,
    };
}
