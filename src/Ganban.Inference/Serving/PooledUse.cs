namespace Ganban.Inference.Serving;

/// <summary>What a file is opened as; two uses that are equal can share one open model.</summary>
/// <param name="File">The file as it looks now.</param>
/// <param name="IsEncoder">As an encoder; else to continue text.</param>
/// <param name="ContextLength">A smaller context window than the file's own; null for the file's.</param>
/// <param name="Projector">The file that makes it see pictures; null for none.</param>
internal sealed record PooledUse(PooledFile File, bool IsEncoder, int? ContextLength, PooledFile? Projector)
{
    /// <summary>Whether the other one is the same use of the same path, whatever the file holds.</summary>
    public bool IsAnotherLookOf(PooledUse other) =>
        File.Path == other.File.Path
        && Projector?.Path == other.Projector?.Path
        && this with { File = other.File, Projector = other.Projector } == other;

    /// <summary>The length of its files, in bytes.</summary>
    public long Bytes => File.Bytes + (Projector?.Bytes ?? 0);
}
