namespace Ganban.Bedrock.FoundationModels;

/// <summary>What a model can do beyond its modalities.</summary>
public static class ModelCapability
{
    /// <summary>Calls tools.</summary>
    public const string ToolUse = "toolUse";

    /// <summary>Understands images.</summary>
    public const string Vision = "vision";

    /// <summary>Caches prompt prefixes at cache points.</summary>
    public const string PromptCaching = "promptCaching";

    /// <summary>Shows its reasoning apart from its answer.</summary>
    public const string Reasoning = "reasoning";

    /// <summary>Follows a JSON schema given for its answer.</summary>
    public const string StructuredOutput = "structuredOutput";
}
