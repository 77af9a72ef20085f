using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Observation;

/// <summary>What watching invocations needs in the container.</summary>
public static class ObservationModule
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string MeterName = InvocationMeter.Name;

    /// <summary>Registers the one who watches calls.</summary>
    public static IServiceCollection AddObservation(this IServiceCollection services) => services
        .AddMetrics()
        .AddSingleton<InvocationMeter>()
        .AddSingleton<ICallObserver, InvocationObserver>();
}
