using Ganban.Bedrock.Agents.ActionGroups;
using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.Agents.Collaboration;
using Ganban.Bedrock.Agents.Memory;
using Ganban.Bedrock.Agents.Runtime;
using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Agents;

/// <summary>What stored agents need in the container, beside knowledge bases and the store of objects.</summary>
public static class AgentsModule
{
    /// <summary>Registers the agents, what belongs to them, and the door to them for their runtime.</summary>
    public static IServiceCollection AddAgents(this IServiceCollection services) => services
        .AddSingleton<StoredAgents>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<StoredAgents>())
        .AddSingleton<StoredAliases>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<StoredAliases>())
        .AddSingleton<AgentRules>()
        .AddSingleton<AliasRouting>()
        .AddSingleton<ApiSchemaTexts>()
        .AddSingleton<ActionGroupRules>()
        .AddSingleton<CollaborationGraph>()
        .AddSingleton<CollaboratorRules>()
        .AddSingleton<AgentPreparation>()
        .AddSingleton<SessionSummary>()
        .AddSingleton<AgentMemories>()
        .AddSingleton<IdleMemories>()
        .AddHostedService(provider => provider.GetRequiredService<IdleMemories>())
        .AddSingleton<IAgentDefinitions, AgentDefinitions>();
}
