using Ganban.Bedrock.Agents.Runtime;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Agents;

/// <summary>What an agent shows of its prompts: its own, and the default ones that it has beside them.</summary>
internal static class AgentPrompts
{
    /// <summary>The prompts in the API's form; those that were given where a function orchestrates.</summary>
    public static PromptOverrideConfiguration? Of(AgentSettings settings)
    {
        var given = AgentMapping.Read<PromptOverrideConfiguration>(settings.Prompts);
        if (settings.OrchestrationType != OrchestrationType.Default)
        {
            return given;
        }

        var own = given?.PromptConfigurations ?? [];
        var others = Steps(settings).Where(type => own.All(prompt => prompt.PromptType != type));
        return new PromptOverrideConfiguration
        {
            PromptConfigurations =
            [
                .. own.Concat(others.Select(type => new PromptConfiguration { PromptType = type })).Select(Complete),
            ],
            OverrideLambda = given?.OverrideLambda,
        };
    }

    private static IEnumerable<string> Steps(AgentSettings settings)
    {
        yield return PromptType.PreProcessing;
        yield return PromptType.Orchestration;
        yield return PromptType.KnowledgeBaseResponseGeneration;
        yield return PromptType.PostProcessing;
        if (settings.Memory is not null)
        {
            yield return PromptType.MemorySummarization;
        }

        if (settings.Collaboration == AgentCollaboration.SupervisorRouter)
        {
            yield return PromptType.RoutingClassifier;
        }
    }

    private static PromptConfiguration Complete(PromptConfiguration prompt)
    {
        var isOverridden = prompt.PromptCreationMode == CreationMode.Overridden;
        var isOn = prompt.PromptType switch
        {
            PromptType.PreProcessing or PromptType.PostProcessing => false,
            PromptType.KnowledgeBaseResponseGeneration => isOverridden,
            _ => true,
        };
        return prompt with
        {
            ParserMode = prompt.ParserMode ?? CreationMode.Default,
            PromptCreationMode = prompt.PromptCreationMode ?? CreationMode.Default,
            PromptState = prompt.PromptState ?? (isOn ? PromptState.Enabled : PromptState.Disabled),
            BasePromptTemplate = isOverridden ? prompt.BasePromptTemplate : DefaultPrompts.Of(prompt.PromptType!),
            InferenceConfiguration = prompt.InferenceConfiguration
                ?? ShapeJson.Same<Contracts.BedrockAgentRuntime.InferenceConfiguration, InferenceConfiguration>(
                    StepPrompt.Defaults),
        };
    }
}
