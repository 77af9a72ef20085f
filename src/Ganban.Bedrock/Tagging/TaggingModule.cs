using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Tagging;

/// <summary>What tagging needs in the container.</summary>
public static class TaggingModule
{
    /// <summary>Registers <see cref="ResourceTags"/> over every registered <see cref="ITaggableResources"/>.</summary>
    public static IServiceCollection AddTagging(this IServiceCollection services) =>
        services.AddSingleton<ResourceTags>();
}
