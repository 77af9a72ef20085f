using Ganban.Storage;

namespace Ganban.Bedrock.ModelImport;

/// <summary>An imported model as it is stored; its name and its time of creation are the store's.</summary>
internal sealed record ImportedModel
{
    /// <summary>The type in the ARNs of imported models.</summary>
    public const string ResourceType = "imported-model";

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<ImportedModel> Kind { get; } =
        new(ResourceType, ModelImportJson.Default.ImportedModel) { UniqueNames = true };

    /// <summary>The id of the job that imported it.</summary>
    public required string JobId { get; init; }

    /// <summary>The name of that job.</summary>
    public required string JobName { get; init; }

    /// <summary>The folder that it came from.</summary>
    public required string SourceUri { get; init; }

    /// <summary>Its architecture, such as <c>LLAMA</c> or <c>QWEN2</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The most tokens of prompt and answer together; null: the file does not say.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>Whether its chat template knows tools.</summary>
    public bool KnowsTools { get; init; }
}
