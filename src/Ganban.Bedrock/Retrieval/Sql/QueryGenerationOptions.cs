namespace Ganban.Bedrock.Retrieval.Sql;

/// <summary>How queries are written. No request names the model, as with Amazon Bedrock, which has its own.</summary>
public sealed record QueryGenerationOptions
{
    /// <summary>The model that writes them unless the settings name another.</summary>
    public const string ModelIdDefault = "amazon.nova-pro-v1:0";

    /// <summary>The setting that names the model.</summary>
    public const string ModelSetting = "Ganban:QueryGeneration:ModelId";

    /// <summary>The model that writes them, in any form that modelId takes.</summary>
    public string ModelId { get; init; } = ModelIdDefault;
}
