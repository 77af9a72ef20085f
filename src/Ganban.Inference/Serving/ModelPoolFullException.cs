namespace Ganban.Inference.Serving;

/// <summary>A model has no room in the pool's memory budget.</summary>
public sealed class ModelPoolFullException : Exception
{
    private ModelPoolFullException(string message, bool isTemporary)
        : base(message)
    {
        IsTemporary = isTemporary;
    }

    /// <summary>Whether there may be room later; else there never is with this budget.</summary>
    public bool IsTemporary { get; }

    internal static ModelPoolFullException Never(string path, long file, long kv, long max) => new(
        $"The model '{path}' needs {file} bytes for its file and {kv} for keys and values; the pool has {max} in all. "
        + "Give the pool more memory (BytesMax), or keys and values less (KvBytesMax).",
        isTemporary: false);

    internal static ModelPoolFullException Now(string path, long bytes, long max) => new(
        $"The model '{path}' needs {bytes} bytes, but the models in use leave less of the pool's {max}. "
        + "Try again later, or give the pool more memory (BytesMax).",
        isTemporary: true);
}
