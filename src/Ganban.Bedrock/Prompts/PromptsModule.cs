using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Prompts;

/// <summary>What prompt management needs in the container.</summary>
public static class PromptsModule
{
    /// <summary>Registers the prompts and makes them taggable.</summary>
    public static IServiceCollection AddPrompts(this IServiceCollection services) => services
        .AddSingleton<StoredPrompts>()
        .AddSingleton<PromptExpansion>()
        .AddSingleton<PromptCalls>()
        .AddSingleton<PromptOptimizer>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<StoredPrompts>());
}
