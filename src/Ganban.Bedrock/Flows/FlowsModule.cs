using Ganban.Bedrock.Flows.Executions;
using Ganban.Bedrock.Flows.Invocation;
using Ganban.Bedrock.Flows.Nodes;
using Ganban.Bedrock.Flows.Running;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Flows;

/// <summary>What flows need in the container, beside prompts, knowledge bases, agents, functions, jobs and the
/// store of objects.</summary>
public static class FlowsModule
{
    /// <summary>Registers the flows and makes them taggable.</summary>
    public static IServiceCollection AddFlows(this IServiceCollection services) => services
        .AddSingleton<StoredFlows>()
        .AddSingleton<FlowAliasRules>()
        .AddSingleton<FlowReferences>()
        .AddSingleton<ITaggableResources>(provider => provider.GetRequiredService<StoredFlows>())
        .AddSingleton<IFlowNode, OutputNode>()
        .AddSingleton<IFlowNode, ConditionNode>()
        .AddSingleton<IFlowNode, IteratorNode>()
        .AddSingleton<IFlowNode, CollectorNode>()
        .AddSingleton<IFlowNode, PromptNode>()
        .AddSingleton<IFlowNode, KnowledgeBaseNode>()
        .AddSingleton<IFlowNode, LambdaFunctionNode>()
        .AddSingleton<IFlowNode, StorageNode>()
        .AddSingleton<IFlowNode, RetrievalNode>()
        .AddSingleton<IFlowNode, InlineCodeNode>()
        .AddSingleton<IFlowNode, AgentNode>()
        .AddSingleton<FlowConversations>()
        .AddSingleton<FlowInvocation>()
        .AddSingleton<FlowExecutions>()
        .AddSingleton<IJobType, FlowExecutionJob>();
}
