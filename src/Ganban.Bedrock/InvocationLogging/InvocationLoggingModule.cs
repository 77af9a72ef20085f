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
        .AddSingleton<InvocationLog>()
        .AddHostedService(provider => provider.GetRequiredService<InvocationLog>());
}
