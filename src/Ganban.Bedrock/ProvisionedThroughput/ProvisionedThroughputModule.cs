using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.ProvisionedThroughput;

/// <summary>What provisioned throughput needs in the container.</summary>
public static class ProvisionedThroughputModule
{
    /// <summary>Registers provisioned throughput and makes it taggable.</summary>
    public static IServiceCollection AddProvisionedThroughput(this IServiceCollection services) => services
        .AddSingleton<ProvisionedModels>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<ProvisionedModels>());
}
