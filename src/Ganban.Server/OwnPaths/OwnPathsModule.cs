using Ganban.Protocol.Pipeline;

namespace Ganban.Server.OwnPaths;

/// <summary>Registers the paths below <c>/ganban/</c>.</summary>
internal static class OwnPathsModule
{
    public static IServiceCollection AddOwnPaths(this IServiceCollection services) => services
        .AddSingleton<IOwnPath, CallsPath>()
        .AddSingleton<IOwnPath, CostsPath>()
        .AddSingleton<ICompanionService, OwnService>();
}
