using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Guardrails;

/// <summary>What guardrails need in the container.</summary>
internal static class GuardrailsModule
{
    /// <summary>Registers the guardrails, makes them taggable, and what applies them to conversations.</summary>
    public static IServiceCollection AddGuardrails(this IServiceCollection services) => services
        .AddSingleton<StoredGuardrails>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<StoredGuardrails>())
        .AddSingleton<GuardrailShelf>()
        .AddSingleton<GuardedRun>();
}
