using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>What prompt routers need in the container.</summary>
public static class PromptRoutersModule
{
    /// <summary>Registers the prompt routers and makes them taggable.</summary>
    public static IServiceCollection AddPromptRouters(this IServiceCollection services) => services
        .AddSingleton<TenantRouters>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<TenantRouters>());
}
