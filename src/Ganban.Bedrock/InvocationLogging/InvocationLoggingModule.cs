using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>What the log of invocations needs in the container.</summary>
public static class InvocationLoggingModule
{
    /// <summary>Registers the log and the tenants' settings of it.</summary>
    public static IServiceCollection AddInvocationLogging(
        this IServiceCollection services,
        InvocationLogOptions options) => services
        .AddSingleton(options)
        .AddSingleton<LoggingSettings>()
        .AddSingleton<S3InvocationLog>()
        .AddSingleton<InvocationLog>()

        // The first is stopped last, so that it writes what the second leaves to it.
        .AddHostedService(provider => provider.GetRequiredService<S3InvocationLog>())
        .AddHostedService(provider => provider.GetRequiredService<InvocationLog>());
}
