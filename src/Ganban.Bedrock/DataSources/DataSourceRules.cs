using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Ingestion.Web;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.DataSources;

/// <summary>What holds for data sources beyond the contract's constraints.</summary>
internal static class DataSourceRules
{
    /// <summary>Checks where documents are to come from.</summary>
    /// <exception cref="ModelledException">Something is missing, wrong, or not there yet.</exception>
    public static JsonElement Read(DataSourceConfiguration configuration, string account)
    {
        switch (configuration.Type)
        {
            case DataSourceType.S3 when configuration.S3Configuration is not { } s3:
                throw KnowledgeBasesErrors.Missing("dataSourceConfiguration.s3Configuration", configuration.Type);
            case DataSourceType.S3 when (configuration.S3Configuration!.BucketOwnerAccountId ?? account) != account:
                throw KnowledgeBasesErrors.Wrong(
                    "dataSourceConfiguration.s3Configuration.bucketOwnerAccountId",
                    "Buckets of other accounts can't be read. Name your own account, or leave it out.");
            case DataSourceType.S3 or DataSourceType.Custom or DataSourceType.RedshiftMetadata:
                return ShapeJson.Write(configuration);
            case DataSourceType.Web when configuration.WebConfiguration is null:
                throw KnowledgeBasesErrors.Missing("dataSourceConfiguration.webConfiguration", configuration.Type);
            case DataSourceType.Web:
                WebScope.Read(configuration.WebConfiguration!);
                return ShapeJson.Write(configuration);
            default:
                throw KnowledgeBasesErrors.Wrong(
                    "dataSourceConfiguration.type",
                    $"{configuration.Type} is not supported. Use S3, WEB or CUSTOM.");
        }
    }

    /// <summary>
    /// Checks that documents come to where documents are found, and tables to where a database is asked.
    /// </summary>
    /// <exception cref="ValidationException">They don't.</exception>
    public static void CheckFits(
        DataSourceConfiguration configuration, VectorIngestionConfiguration? ingestion, KnowledgeBaseRecord parent)
    {
        if (parent.IsSql != (configuration.Type == DataSourceType.RedshiftMetadata))
        {
            throw KnowledgeBasesErrors.Wrong(
                "dataSourceConfiguration.type",
                $"{configuration.Type} does not fit the knowledge base. One of type SQL takes REDSHIFT_METADATA alone, which no other takes.");
        }

        if (parent.IsSql && ingestion is not null)
        {
            throw KnowledgeBasesErrors.Wrong(
                "vectorIngestionConfiguration", "A knowledge base of type SQL has no vectors. Leave it out.");
        }
    }

    /// <summary>Checks that a model can write down what documents say.</summary>
    /// <exception cref="ValidationException">It writes no text.</exception>
    public static void CheckParser(CatalogModel model)
    {
        if (!ModelLimits.Converses(model))
        {
            throw KnowledgeBasesErrors.Wrong(
                "vectorIngestionConfiguration.parsingConfiguration.bedrockFoundationModelConfiguration.modelArn",
                $"{model.Id} writes no text. Name a text model, best one that takes images.");
        }
    }

    /// <summary>Checks how documents are to be taken apart.</summary>
    /// <exception cref="ModelledException">Something is missing, wrong, or not there yet.</exception>
    public static JsonElement? Read(VectorIngestionConfiguration? ingestion)
    {
        if (ingestion is null)
        {
            return null;
        }

        switch (ingestion.ParsingConfiguration)
        {
            case { ParsingStrategy: ParsingStrategy.BedrockFoundationModel, BedrockFoundationModelConfiguration: null }:
                throw KnowledgeBasesErrors.Missing(
                    "vectorIngestionConfiguration.parsingConfiguration.bedrockFoundationModelConfiguration",
                    ParsingStrategy.BedrockFoundationModel);
            case { ParsingStrategy: not ParsingStrategy.BedrockFoundationModel } other:
                throw KnowledgeBasesErrors.NotImplemented(
                    $"vectorIngestionConfiguration.parsingConfiguration.parsingStrategy {other.ParsingStrategy}");
        }

        if (ingestion.ContextEnrichmentConfiguration is not null)
        {
            throw KnowledgeBasesErrors.NotImplemented("vectorIngestionConfiguration.contextEnrichmentConfiguration");
        }

        Check(ingestion.ChunkingConfiguration);
        return ShapeJson.Write(ingestion);
    }

    private static void Check(ChunkingConfiguration? chunking)
    {
        const string place = "vectorIngestionConfiguration.chunkingConfiguration";
        var missing = chunking switch
        {
            { ChunkingStrategy: ChunkingStrategy.FixedSize, FixedSizeChunkingConfiguration: null } =>
                ".fixedSizeChunkingConfiguration",
            { ChunkingStrategy: ChunkingStrategy.Hierarchical, HierarchicalChunkingConfiguration: null } =>
                ".hierarchicalChunkingConfiguration",
            { ChunkingStrategy: ChunkingStrategy.Semantic, SemanticChunkingConfiguration: null } =>
                ".semanticChunkingConfiguration",
            _ => null,
        };
        if (missing is not null)
        {
            throw KnowledgeBasesErrors.Missing(place + missing, chunking!.ChunkingStrategy);
        }

        if (chunking?.HierarchicalChunkingConfiguration is { LevelConfigurations: [var parents, var children] } levels
            && (parents.MaxTokens <= children.MaxTokens || levels.OverlapTokens >= children.MaxTokens))
        {
            throw KnowledgeBasesErrors.Wrong(
                place + ".hierarchicalChunkingConfiguration",
                "The first level's maxTokens must be greater than the second's, and that greater than overlapTokens.");
        }
    }
}
