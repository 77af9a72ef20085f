namespace Ganban.Inference.Models;

/// <summary>A model's memory for keys and values is used up by the sequences that hold it.</summary>
public sealed class KvCacheFullException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="blocks">Blocks in the budget.</param>
    /// <param name="blockBytes">Bytes of a block.</param>
    public KvCacheFullException(int blocks, long blockBytes)
        : base($"The key-value cache is full: {blocks} blocks of {blockBytes} bytes are taken. "
            + "Use fewer or shorter sequences at once, or give it more memory.")
    {
    }
}
