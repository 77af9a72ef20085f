namespace Ganban.Bedrock.FoundationModels;

/// <summary>The stations of a model's life.</summary>
public enum ModelStatus
{
    /// <summary>Offered to everyone.</summary>
    Active,

    /// <summary>Announced to end.</summary>
    Legacy,

    /// <summary>No longer offered by Amazon Bedrock. Here it stays callable and is listed as legacy.</summary>
    Removed,
}
