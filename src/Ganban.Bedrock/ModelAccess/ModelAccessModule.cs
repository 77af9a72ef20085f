using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>What model access needs in the container.</summary>
public static class ModelAccessModule
{
    /// <summary>Registers <see cref="ModelAccessPolicy"/> with these options.</summary>
    public static IServiceCollection AddModelAccess(this IServiceCollection services, ModelAccessOptions options) =>
        services.AddSingleton(options).AddSingleton<ModelAccessPolicy>();
}
