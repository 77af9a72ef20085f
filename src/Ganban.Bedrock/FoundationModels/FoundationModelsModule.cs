using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>What the foundation models need in the container.</summary>
public static class FoundationModelsModule
{
    /// <summary>Registers the <see cref="ModelCatalog"/>, read when it is first asked for.</summary>
    public static IServiceCollection AddFoundationModels(this IServiceCollection services) =>
        services.AddSingleton(_ => ModelCatalog.Load());
}
