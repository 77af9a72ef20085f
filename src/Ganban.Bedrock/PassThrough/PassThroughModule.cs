using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.PassThrough;

/// <summary>What sending requests on needs in the container.</summary>
public static class PassThroughModule
{
    /// <summary>Registers the one who sends them on.</summary>
    public static IServiceCollection AddPassThrough(this IServiceCollection services) =>
        services.AddSingleton<ICallDetour, PassThroughDetour>();
}
