using Ganban.Bedrock;
using Ganban.Bedrock.Agents;
using Ganban.Bedrock.Agents.Runtime;
using Ganban.Bedrock.Costs;
using Ganban.Bedrock.Flows;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.Ingestion.Web;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.InvocationLogging;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Bedrock.ModelAccess;
using Ganban.Bedrock.Observation;
using Ganban.Bedrock.PassThrough;
using Ganban.Bedrock.PromptRouters;
using Ganban.Bedrock.Prompts;
using Ganban.Bedrock.ProvisionedThroughput;
using Ganban.Bedrock.Retrieval.Sql;
using Ganban.Bedrock.Sessions;
using Ganban.Bedrock.Tagging;
using Ganban.Lambda;
using Ganban.Protocol;
using Ganban.Server.OwnPaths;
using Ganban.Storage.Queries;
using Ganban.Storage.Sqlite.Vectors;
using Ganban.Storage.Vectors;

namespace Ganban.Server.Hosting;

/// <summary>Registers the product's features, one line each.</summary>
internal static class FeatureSetup
{
    private const int OpenIndexesMax = 32; // of knowledge bases, kept in memory while nobody asks for them

    /// <summary>Registers all features with what the settings say of them.</summary>
    public static IServiceCollection AddFeatures(this IServiceCollection services, ServerOptions options) => services
        .AddProtocol()
        .AddFoundationModels()
        .AddInferenceProfiles()
        .AddPromptRouters()
        .AddProvisionedThroughput()
        .AddPrompts()
        .AddModelAccess(new ModelAccessOptions { GrantAll = options.GrantAllModels ?? options.IsLoopback })
        .AddTagging()
        .AddLimits(options)
        .AddSingleton(new LenientOptions(options.Lenient))
        .AddSingleton(new DeniedRegions([.. options.DeniedRegions]))
        .AddInvocation()
        .AddInvocationLogging(new InvocationLogOptions
        {
            Folder = Path.Combine(options.Data, "logs"),
            FileBytesMax = options.InvocationLog.FileBytesMax,
            FilesMax = options.InvocationLog.FilesMax,
            WaitingBytesMax = options.InvocationLog.WaitingBytesMax,
            S3Interval = options.InvocationLog.S3Interval,
            S3ObjectBytesMax = options.InvocationLog.S3ObjectBytesMax,
        })
        .AddOwnPaths(options)
        .AddCosts()
        .AddObservation()
        .AddPassThrough()
        .AddSingleton<IVectorStore>(provider => new RoutedVectorStore(
            new SqliteVectorStore(
                Path.Combine(options.Data, "vectors"), OpenIndexesMax, provider.GetRequiredService<TimeProvider>()),
            options.VectorStores,
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IQueryEngine>(_ => new RoutedQueryEngine(options.QueryEngines))
        .AddKnowledgeBases(
            new WebCrawlerOptions { AllowPrivateAddresses = options.WebCrawler.AllowPrivateAddresses },
            new QueryGenerationOptions { ModelId = options.QueryGeneration.ModelId })
        .AddFunctions(options)
        .AddLambda()
        .AddAgents()
        .AddAgentRuntime()
        .AddFlows()
        .AddSessions()
        .AddBackgroundWork(options)
        .AddOperationHandlers();
}
