using Ganban.Functions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>What running agents need in the container, beside what runs functions.</summary>
public static class AgentRuntimeModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddAgentRuntime(this IServiceCollection services)
    {
        services.TryAddSingleton<IFunctionInvoker, NoFunctions>();
        return services.AddRuntime();
    }

    private static IServiceCollection AddRuntime(this IServiceCollection services) => services
        .AddSingleton<AgentSessions>()
        .AddSingleton<AgentModels>()
        .AddSingleton<AgentGuards>()
        .AddSingleton<InlineAgents>()
        .AddSingleton<ActionFunctions>()
        .AddSingleton<CodeInterpreter>()
        .AddSingleton<ToolCalls>()
        .AddSingleton<CollaboratorCalls>()
        .AddSingleton<Orchestrator>()
        .AddSingleton<AgentWork>()
        .AddSingleton<AgentRuntime>();
}
