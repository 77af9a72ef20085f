using Ganban.Contracts;
using System.Text.Json;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>A knowledge base as it is stored; id, name and times are the store's.</summary>
/// <param name="Description">What the user says about it, if anything.</param>
/// <param name="RoleArn">The role that was named; kept, not used.</param>
/// <param name="Configuration">The knowledgeBaseConfiguration in the API's own form.</param>
/// <param name="Storage">The storageConfiguration in the API's own form; null where nothing is stored.</param>
public sealed record KnowledgeBaseRecord(
    string? Description, string RoleArn, JsonElement Configuration, JsonElement? Storage)
{
    /// <summary>The type in the ARNs of knowledge bases.</summary>
    public const string ResourceType = "knowledge-base";

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<KnowledgeBaseRecord> Kind { get; } =
        new(ResourceType, KnowledgeBasesJson.Default.KnowledgeBaseRecord) { UniqueNames = true };

    /// <summary>The configuration as the API's type.</summary>
    public KnowledgeBaseConfiguration ReadConfiguration() =>
        ShapeJson.Read<KnowledgeBaseConfiguration>(Configuration);

    /// <summary>The store's configuration as the API's type; null where nothing is stored.</summary>
    public StorageConfiguration? ReadStorage() =>
        Storage is { } storage ? ShapeJson.Read<StorageConfiguration>(storage) : null;

    /// <summary>Whether it asks a database and has no documents.</summary>
    internal bool IsSql => ReadConfiguration().Type == KnowledgeBaseType.Sql;

    /// <summary>Where pictures of its documents are kept, as the beginning of their keys; null for nowhere.</summary>
    internal ObjectAddress? Pictures(string account) =>
        ReadConfiguration().VectorKnowledgeBaseConfiguration!.SupplementalDataStorageConfiguration is { } supplement
            ? KnowledgeBaseRules.Place(supplement, account)
            : null;

    /// <summary>How its texts become vectors.</summary>
    internal EmbeddingUse Embedding()
    {
        var vector = ReadConfiguration().VectorKnowledgeBaseConfiguration!;
        var settings = vector.EmbeddingModelConfiguration?.BedrockEmbeddingModelConfiguration;
        return new EmbeddingUse(
            vector.EmbeddingModelArn,
            settings?.Dimensions,
            settings?.EmbeddingDataType == EmbeddingDataType.Binary);
    }
}
