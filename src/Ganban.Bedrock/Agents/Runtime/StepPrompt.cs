using System.Text.Json;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>How a step asks its model: the default way, or as the agent's prompt overrides say.</summary>
internal sealed record StepPrompt
{
    // The service's own.
    private const int OutputTokensDefault = 2048;

    /// <summary>How a model draws words where the agent says nothing.</summary>
    public static InferenceConfiguration Defaults { get; } = new()
    {
        MaximumLength = OutputTokensDefault,
        StopSequences = [],
        Temperature = 0,
        TopK = 250,
        TopP = 1,
    };

    /// <summary>Which step: one of <see cref="PromptType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Which model.</summary>
    public required string ModelId { get; init; }

    /// <summary>The agent's template; null for the default one.</summary>
    public string? Template { get; init; }

    /// <summary>How the model is to draw words.</summary>
    public InferenceConfiguration Inference { get; init; } = Defaults;

    /// <summary>Whether sampling is as the agent says, and not the default.</summary>
    public bool HasOwnInference { get; init; }

    /// <summary>What the model's family knows beyond that.</summary>
    public JsonElement? AdditionalFields { get; init; }

    /// <summary>The function that parses the answer; null for the default parser.</summary>
    public string? Parser { get; init; }

    /// <summary>Whether the step was switched on or off by the agent; null where nothing is said.</summary>
    public bool? IsOn { get; init; }

    /// <summary>The step's prompt for an agent.</summary>
    public static StepPrompt Of(AgentDefinition agent, string type)
    {
        var configuration = agent.Prompts?.PromptConfigurations.FirstOrDefault(one => one.PromptType == type);
        var isOverridden = configuration?.PromptCreationMode == CreationMode.Overridden;
        return new StepPrompt
        {
            Type = type,
            ModelId = configuration?.FoundationModel ?? agent.ModelId,
            Template = isOverridden ? configuration!.BasePromptTemplate : null,
            Inference = configuration?.InferenceConfiguration ?? Defaults,
            HasOwnInference = configuration?.InferenceConfiguration is not null,
            AdditionalFields = configuration?.AdditionalModelRequestFields,
            Parser = configuration?.ParserMode == CreationMode.Overridden ? agent.Prompts!.OverrideLambda : null,
            IsOn = configuration?.PromptState switch
            {
                PromptState.Enabled => true,
                PromptState.Disabled => false,
                _ => null,
            },
        };
    }

    /// <summary>The step in a trace.</summary>
    public ModelInvocationInput ToTrace(string traceId, string text) => new()
    {
        TraceId = traceId,
        Type = Type,
        Text = text,
        FoundationModel = ModelId,
        InferenceConfiguration = Inference,
        PromptCreationMode = Template is null ? CreationMode.Default : CreationMode.Overridden,
        ParserMode = Parser is null ? CreationMode.Default : CreationMode.Overridden,
        OverrideLambda = Parser,
    };
}
