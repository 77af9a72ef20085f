using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.BatchInference;

/// <summary>What batch inference needs in the container, beside the runner of jobs.</summary>
public static class BatchInferenceModule
{
    /// <summary>Registers the jobs, makes them taggable, and registers what runs them.</summary>
    public static IServiceCollection AddBatchInference(
        this IServiceCollection services, BatchInferenceOptions options) => services
        .AddSingleton(options)
        .AddSingleton<BatchJobs>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<BatchJobs>())
        .AddSingleton<BatchInput>()
        .AddSingleton<BatchOutput>()
        .AddSingleton<IJobType, BatchJobType>();
}
