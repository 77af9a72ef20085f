using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Sessions;

/// <summary>What sessions need in the container.</summary>
public static class SessionsModule
{
    /// <summary>Registers the sessions and makes them taggable.</summary>
    public static IServiceCollection AddSessions(this IServiceCollection services) => services
        .AddSingleton<Sessions>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<Sessions>());
}
