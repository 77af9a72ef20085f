using System.Globalization;

namespace Ganban.Inference.ModelStore;

/// <summary>How much a store may hold, and how much of its disk must stay free.</summary>
/// <param name="BytesMax">The most bytes of all models together; null: only the disk is the limit.</param>
/// <param name="FreeBytesMin">Bytes of the disk that stay free.</param>
public sealed record DiskBudget(long? BytesMax = null, long FreeBytesMin = 256L << 20)
{
    /// <summary>Checks that more bytes fit.</summary>
    /// <param name="folder">The store's folder.</param>
    /// <param name="stored">Bytes that the stored models have.</param>
    /// <param name="more">Bytes still to be written.</param>
    /// <exception cref="ModelStoreException">They don't fit.</exception>
    public void Require(string folder, long stored, long more)
    {
        if (BytesMax is { } max && more > max - stored)
        {
            throw new ModelStoreException($"{Text(more)} more don't fit into the {Text(max)} that models may take "
                + $"(Ganban:Store:BytesMax); {Text(stored)} are stored. Remove a model or raise the limit.");
        }

        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (more > free - FreeBytesMin)
        {
            throw new ModelStoreException($"{Text(more)} more don't fit on the disk of {folder}: {Text(free)} are free, of which "
                + $"{Text(FreeBytesMin)} must stay so (Ganban:Store:FreeBytesMin).");
        }
    }

    private static string Text(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB");
}
