using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Jobs;

/// <summary>What work in the background needs in the container.</summary>
public static class JobsModule
{
    /// <summary>Registers the runner of jobs; it runs what is registered as a type of job.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, JobOptions options) => services
        .AddSingleton(options)
        .AddSingleton<JobFolders>()
        .AddSingleton<ModelCalls>()
        .AddSingleton<JobRunner>()
        .AddHostedService(provider => provider.GetRequiredService<JobRunner>());
}
