using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.ModelImport;

/// <summary>What imported models need in the container, beside the runner of jobs.</summary>
public static class ModelImportModule
{
    /// <summary>
    /// Registers the models and the jobs, makes them taggable, and registers what runs the jobs. It comes before the
    /// runner of jobs, whose work it must not meet when it clears the folder.
    /// </summary>
    public static IServiceCollection AddModelImport(this IServiceCollection services, ModelImportOptions options) =>
        services
            .AddSingleton(options)
            .AddSingleton<ModelImportJobs>()
            .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<ModelImportJobs>())
            .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<ImportedModels>())
            .AddSingleton<ImportSource>()
            .AddSingleton<ImportedModelFiles>()
            .AddHostedService(provider => provider.GetRequiredService<ImportedModelFiles>())
            .AddSingleton<IJobType, ModelImportJobType>();
}
