namespace Ganban.Bedrock.ModelImport;

/// <summary>Where imported models are kept, and how large they may be.</summary>
public sealed class ModelImportOptions
{
    /// <summary>The folder of their files.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The most bytes that the source of one may have.</summary>
    public long SourceBytesMax { get; set; } = 200_000_000_000;

    /// <summary>The most imported models that an account may have in a region.</summary>
    public int ModelsMax { get; set; } = 100;
}
