namespace Ganban.Bedrock.FoundationModels;

/// <summary>What a model can do beyond its modalities.</summary>
public enum ModelCapability
{
    /// <summary>Calls tools.</summary>
    ToolUse,

    /// <summary>Understands images.</summary>
    Vision,

    /// <summary>Caches prompt prefixes at cache points.</summary>
    PromptCaching,

    /// <summary>Shows its reasoning apart from its answer.</summary>
    Reasoning,

    /// <summary>Follows a JSON schema given for its answer.</summary>
    StructuredOutput,
}
