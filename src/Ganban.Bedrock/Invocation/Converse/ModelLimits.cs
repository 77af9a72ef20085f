using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>
/// What Converse allows with some models and not with others; about models that nothing is known of, it allows.
/// </summary>
internal static class ModelLimits
{
    private static readonly HashSet<string> WithoutSystem = ["ai21-jurassic2", "cohere-command", "titan-text"];

    private static readonly HashSet<string> WithoutTools =
        [.. WithoutSystem, "anthropic-text-completions", "deepseek-text", "meta-llama", "mistral-text"];

    /// <summary>Whether a conversation may have system text.</summary>
    public static bool AllowsSystem(CatalogModel model) => !WithoutSystem.Contains(model.NativeFormat);

    /// <summary>Whether tools may be offered.</summary>
    public static bool AllowsTools(CatalogModel model) =>
        model.Capabilities.Contains(ModelCapability.ToolUse) || !WithoutTools.Contains(model.NativeFormat);

    /// <summary>Whether users may show images.</summary>
    public static bool AllowsImages(CatalogModel model) => model.InputModalities is null
        || model.InputModalities.Contains(ModelModality.Image)
        || model.Capabilities.Contains(ModelCapability.Vision);

    /// <summary>Whether one role may speak twice in a row.</summary>
    public static bool AllowsSameRoleTwice(CatalogModel model) => model.NativeFormat == "titan-text";

    /// <summary>Whether tool results may stand beside other blocks in one message.</summary>
    public static bool AllowsResultsBesideText(CatalogModel model) =>
        model.NativeFormat != "meta-llama" && !model.NativeFormat.StartsWith("mistral-", StringComparison.Ordinal);
}
