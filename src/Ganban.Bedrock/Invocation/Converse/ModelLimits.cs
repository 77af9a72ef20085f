using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>
/// What Converse allows with some models and not with others; about models that nothing is known of, it allows.
/// </summary>
public static class ModelLimits
{
    private const string Speech = "SPEECH";

    private static readonly HashSet<string> WithoutSystem = ["ai21-jurassic2", "cohere-command", "titan-text"];

    private static readonly HashSet<string> WithoutTools =
        [.. WithoutSystem, "anthropic-text-completions", "deepseek-text", "meta-llama", "mistral-text"];

    /// <summary>
    /// What a conversation may have, in words: <c>text</c>, <c>system</c>, <c>tools</c>, <c>images</c>; nothing for a
    /// model that does not converse.
    /// </summary>
    public static IReadOnlyList<string> Allowed(CatalogModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        (string Word, bool IsAllowed)[] words =
        [
            ("text", true),
            ("system", AllowsSystem(model)),
            ("tools", AllowsTools(model)),
            ("images", AllowsImages(model)),
        ];
        return Converses(model)
            ? [.. words.Where(word => word.IsAllowed).Select(word => word.Word)]
            : [];
    }

    /// <summary>Whether a model answers conversations: not one that ranks or speaks.</summary>
    public static bool Converses(CatalogModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.OutputModalities.Contains(ModelModality.Text)
            && !model.OutputModalities.Contains(Speech)
            && !model.NativeFormat.EndsWith("-rerank", StringComparison.Ordinal);
    }

    /// <summary>Whether a conversation may have system text.</summary>
    internal static bool AllowsSystem(CatalogModel model) => !WithoutSystem.Contains(model.NativeFormat);

    /// <summary>Whether tools may be offered.</summary>
    internal static bool AllowsTools(CatalogModel model) =>
        model.Capabilities.Contains(ModelCapability.ToolUse) || !WithoutTools.Contains(model.NativeFormat);

    /// <summary>Whether users may show images.</summary>
    internal static bool AllowsImages(CatalogModel model) => model.InputModalities is null
        || model.InputModalities.Contains(ModelModality.Image)
        || model.Capabilities.Contains(ModelCapability.Vision);

    /// <summary>Whether one role may speak twice in a row.</summary>
    internal static bool AllowsSameRoleTwice(CatalogModel model) => model.NativeFormat == "titan-text";

    /// <summary>Whether tool results may stand beside other blocks in one message.</summary>
    internal static bool AllowsResultsBesideText(CatalogModel model) =>
        model.NativeFormat != "meta-llama" && !model.NativeFormat.StartsWith("mistral-", StringComparison.Ordinal);
}
