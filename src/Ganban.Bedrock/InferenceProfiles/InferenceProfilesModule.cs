using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>What the inference profiles need in the container.</summary>
public static class InferenceProfilesModule
{
    /// <summary>Registers <see cref="ApplicationProfiles"/> and makes them taggable.</summary>
    public static IServiceCollection AddInferenceProfiles(this IServiceCollection services) => services
        .AddSingleton<ApplicationProfiles>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<ApplicationProfiles>());
}
