using Ganban.Protocol.Callers;
using Ganban.Protocol.Pipeline;
using Ganban.Protocol.Signatures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ganban.Protocol;

/// <summary>
/// What the protocol needs in the container; the host adds <see cref="IKeyring"/> and the operations.
/// </summary>
public static class ProtocolModule
{
    /// <summary>Registers the pipeline.</summary>
    public static IServiceCollection AddProtocol(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ProtocolOptions>().ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<SignatureVerifier>()
            .AddSingleton<Authenticator>()
            .AddSingleton<StopSignal>()
            .AddSingleton<RequestPipeline>();
    }
}
