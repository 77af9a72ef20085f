namespace Ganban.Inference.Serving;

/// <summary>What a file is opened as; two uses that are equal can share one open model.</summary>
/// <param name="File">The file as it looks now.</param>
/// <param name="IsEncoder">As an encoder; else to continue text.</param>
/// <param name="ContextLength">A smaller context window than the file's own; null for the file's.</param>
internal sealed record PooledUse(PooledFile File, bool IsEncoder, int? ContextLength)
{
    /// <summary>Whether the other one is the same use of the same path, whatever the file holds.</summary>
    public bool IsAnotherLookOf(PooledUse other) =>
        File.Path == other.File.Path && this with { File = other.File } == other;
}
