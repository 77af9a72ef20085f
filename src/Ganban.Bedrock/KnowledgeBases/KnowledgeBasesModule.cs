using Ganban.Bedrock.Ingestion;
using Ganban.Bedrock.Ingestion.Parsing;
using Ganban.Bedrock.Ingestion.Pictures;
using Ganban.Bedrock.Ingestion.Transformation;
using Ganban.Bedrock.Ingestion.Web;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Retrieval;
using Ganban.Bedrock.Retrieval.Sql;
using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>
/// What knowledge bases, data sources, ingestion and retrieval need in the container, beside the stores of objects and
/// of vectors, and the databases that are asked.
/// </summary>
public static class KnowledgeBasesModule
{
    /// <summary>Registers it, and what runs ingestion jobs.</summary>
    /// <param name="services">The container.</param>
    /// <param name="crawler">What the web crawler may do; null for the defaults.</param>
    /// <param name="queryGeneration">How queries are written; null for the defaults.</param>
    public static IServiceCollection AddKnowledgeBases(
        this IServiceCollection services,
        WebCrawlerOptions? crawler = null,
        QueryGenerationOptions? queryGeneration = null) => services
        .AddSingleton(crawler ?? new WebCrawlerOptions())
        .AddSingleton(queryGeneration ?? new QueryGenerationOptions())
        .AddSingleton<WebFetcher>()
        .AddSingleton<KnowledgeBases>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<KnowledgeBases>())
        .AddSingleton<KnowledgeModels>()
        .AddSingleton<DataSources.DataSources>()
        .AddSingleton<SourceObjects>()
        .AddSingleton<SourceDocuments>()
        .AddSingleton<SourceSync>()
        .AddSingleton<SchemaSync>()
        .AddSingleton<DirectDocument>()
        .AddSingleton<Transcriber>()
        .AddSingleton<ModelReader>()
        .AddSingleton<PictureCopies>()
        .AddSingleton<PictureFiles>()
        .AddSingleton<PartReader>()
        .AddSingleton<PassageTransformation>()
        .AddSingleton<DocumentPipeline>()
        .AddSingleton<IngestionJobs>()
        .AddSingleton<IJobType, IngestionJobType>()
        .AddSingleton<ImplicitFilter>()
        .AddSingleton<QueryWriter>()
        .AddSingleton<SqlRetrieval>()
        .AddSingleton<Retriever>()
        .AddSingleton<FoundPictures>()
        .AddSingleton<QueryRewriting>()
        .AddSingleton<ExternalSources>()
        .AddSingleton<AnswerSessions>()
        .AddSingleton<QuestionGuard>()
        .AddSingleton<AnswerPreparation>()
        .AddSingleton<KnowledgeAnswers>();
}
