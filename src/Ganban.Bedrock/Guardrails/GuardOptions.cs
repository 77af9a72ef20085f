using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails;

/// <summary>What a request says of its guardrail.</summary>
/// <param name="Identifier">Its id or ARN.</param>
/// <param name="Version">The version.</param>
/// <param name="Trace">The API's enabled, enabled_full or disabled, in any case of letters; null for disabled.</param>
/// <param name="IsAsync">Whether streams pass before they are looked at.</param>
/// <param name="TagSuffix">What ends the tags around what is guarded; null where no tags are used.</param>
internal sealed record GuardOptions(string Identifier, string Version, string? Trace, bool IsAsync, string? TagSuffix)
{
    /// <summary>Whether the answer tells what the guardrail found.</summary>
    public bool IsTraced => Trace?.StartsWith("enabled", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Whether it also tells what was not found.</summary>
    public bool IsFull => string.Equals(Trace, "enabled_full", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads Converse's member.</summary>
    public static GuardOptions? Of(GuardrailConfiguration? config) => config is null
        ? null
        : Of(config.GuardrailIdentifier, config.GuardrailVersion, config.Trace);

    /// <summary>Reads ConverseStream's member.</summary>
    public static GuardOptions? Of(GuardrailStreamConfiguration? config) => config is null
        ? null
        : Of(config.GuardrailIdentifier, config.GuardrailVersion, config.Trace) is { } options
            ? options with { IsAsync = config.StreamProcessingMode == GuardrailStreamProcessingMode.Async }
            : null;

    /// <summary>Reads identifier and version, which need each other; null if both are missing.</summary>
    public static GuardOptions? Of(string? identifier, string? version, string? trace)
    {
        if (string.IsNullOrEmpty(identifier) != string.IsNullOrEmpty(version))
        {
            throw GuardrailsErrors.Halved();
        }

        return string.IsNullOrEmpty(identifier)
            ? null
            : new GuardOptions(identifier, version!, trace, IsAsync: false, TagSuffix: null);
    }
}
