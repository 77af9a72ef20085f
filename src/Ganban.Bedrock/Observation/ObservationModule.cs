using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Observation;

/// <summary>What watching invocations needs in the container.</summary>
public static class ObservationModule
{
    /// <summary>Registers the one who watches calls.</summary>
    public static IServiceCollection AddObservation(this IServiceCollection services) =>
        services.AddSingleton<ICallObserver, InvocationObserver>();
}
