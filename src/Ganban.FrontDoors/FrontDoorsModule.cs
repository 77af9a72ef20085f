using Ganban.Bedrock.Doors;
using Ganban.FrontDoors.Pipeline;
using Ganban.FrontDoors.Routing;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.FrontDoors;

/// <summary>OpenAI's and Anthropic's APIs on the server's port, over Bedrock's models.</summary>
public static class FrontDoorsModule
{
    /// <summary>
    /// Registers the service. Requests that other companions own must reach them first: register it after them.
    /// </summary>
    public static IServiceCollection AddFrontDoors(this IServiceCollection services) => services
        .AddDoorOperations()
        .AddSingleton<DoorRoutes>()
        .AddSingleton<ICompanionService, FrontDoorService>();
}
