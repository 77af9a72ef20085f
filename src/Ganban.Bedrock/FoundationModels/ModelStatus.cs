namespace Ganban.Bedrock.FoundationModels;

/// <summary>The stations of a model's life.</summary>
public static class ModelStatus
{
    /// <summary>Offered to everyone.</summary>
    public const string Active = "ACTIVE";

    /// <summary>Announced to end.</summary>
    public const string Legacy = "LEGACY";

    /// <summary>No longer offered by Amazon Bedrock. Here it stays callable and is listed as legacy.</summary>
    public const string Removed = "REMOVED";
}
