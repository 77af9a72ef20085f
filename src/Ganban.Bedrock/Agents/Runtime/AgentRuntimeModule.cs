using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>What running agents need in the container, beside what runs functions.</summary>
public static class AgentRuntimeModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddAgentRuntime(this IServiceCollection services) => services
        .AddSingleton<AgentSessions>()
        .AddSingleton<AgentModels>()
        .AddSingleton<AgentGuards>()
        .AddSingleton<InlineAgents>()
        .AddSingleton<ActionFunctions>()
        .AddSingleton<CodeInterpreter>()
        .AddSingleton<OutputParser>()
        .AddSingleton<KnowledgeSearch>()
        .AddSingleton<ToolCalls>()
        .AddSingleton<CollaboratorCalls>()
        .AddSingleton<AgentRouter>()
        .AddSingleton<CustomOrchestration>()
        .AddSingleton<Orchestrator>()
        .AddSingleton<SessionFiles>()
        .AddSingleton<ProcessingSteps>()
        .AddSingleton<AgentWork>()
        .AddSingleton<AgentRuntime>();
}
