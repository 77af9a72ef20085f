namespace Ganban.Inference.ModelStore;

/// <summary>A connection broke; what arrived before it is kept.</summary>
internal sealed class InterruptedTransferException(long position, Exception inner) : Exception(inner.Message, inner)
{
    /// <summary>The first byte that did not arrive.</summary>
    public long Position => position;
}
