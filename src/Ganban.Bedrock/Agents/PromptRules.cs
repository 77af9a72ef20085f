using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents;

/// <summary>What holds for the prompts of an agent's steps, whether it is stored or described by a request.</summary>
internal static class PromptRules
{
    private const string Configuration = "promptOverrideConfiguration";

    /// <summary>Where they contradict themselves and how; null where they don't.</summary>
    public static (string Field, string Complaint)? Fault(PromptOverrideConfiguration prompts)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var prompt in prompts.PromptConfigurations)
        {
            if (prompt.PromptType is not { } type || !types.Add(type))
            {
                return ($"{Configuration}.promptConfigurations", "Every one needs a promptType of its own.");
            }

            if (prompt is { PromptCreationMode: CreationMode.Overridden, BasePromptTemplate: null })
            {
                return (
                    $"{Configuration}.promptConfigurations of {type}",
                    "promptCreationMode OVERRIDDEN needs a basePromptTemplate. Add it, or set DEFAULT.");
            }
        }

        var parses = prompts.PromptConfigurations.Any(prompt => prompt.ParserMode == CreationMode.Overridden);
        return parses != prompts.OverrideLambda is not null
            ? (
                $"{Configuration}.overrideLambda",
                "It goes with a prompt whose parserMode is OVERRIDDEN: both, or none of them.")
            : null;
    }
}
