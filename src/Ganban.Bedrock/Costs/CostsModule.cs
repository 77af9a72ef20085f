using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Costs;

/// <summary>What the sums of costs need in the container.</summary>
public static class CostsModule
{
    /// <summary>Registers the ledger.</summary>
    public static IServiceCollection AddCosts(this IServiceCollection services) => services
        .AddSingleton<SpendLedger>()
        .AddSingleton<SpendReport>()
        .AddHostedService<SpentBefore>()
        .AddHostedService(provider => provider.GetRequiredService<SpendLedger>());
}
