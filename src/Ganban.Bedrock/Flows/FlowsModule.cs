using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Flows;

/// <summary>What flows need in the container, beside prompts, knowledge bases, jobs and the store of objects.</summary>
public static class FlowsModule
{
    /// <summary>Registers the flows and makes them taggable.</summary>
    public static IServiceCollection AddFlows(this IServiceCollection services) => services
        .AddSingleton<StoredFlows>()
        .AddSingleton<FlowAliasRules>()
        .AddSingleton<FlowReferences>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<StoredFlows>());
}
