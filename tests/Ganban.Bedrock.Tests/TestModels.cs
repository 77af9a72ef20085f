using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.ModelAccess;
using Ganban.Bedrock.PromptRouters;
using Ganban.Bedrock.Prompts;
using Ganban.Bedrock.ProvisionedThroughput;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Tests;

internal static class TestModels
{
    /// <summary>Adds all models, to which everybody has access and which one engine answers.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services, Engine engine) => services
        .AddSingleton(new ModelEngines([new EngineBinding(new ModelPattern("*"), engine)]))
        .AddFoundationModels()
        .AddModelAccess(new ModelAccessOptions { GrantAll = true })
        .AddInferenceProfiles()
        .AddPromptRouters()
        .AddProvisionedThroughput()
        .AddPrompts();
}
