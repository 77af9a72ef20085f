using Ganban.Bedrock.RecentCalls;
using Ganban.Protocol.Pipeline;
using Ganban.Server.Hosting;

namespace Ganban.Server.OwnPaths;

/// <summary>Registers the paths below <c>/ganban/</c>.</summary>
internal static class OwnPathsModule
{
    public static IServiceCollection AddOwnPaths(this IServiceCollection services, ServerOptions options) => services
        .AddSingleton(new CallListOptions(options.Calls.CallsMax))
        .AddSingleton<CallList>()
        .AddSingleton<IOwnPath, CallsPath>()
        .AddSingleton<IOwnPath, CostsPath>()
        .AddSingleton<ICompanionService, OwnService>();
}
