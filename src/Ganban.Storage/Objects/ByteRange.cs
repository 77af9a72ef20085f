namespace Ganban.Storage.Objects;

/// <summary>A part of an object's content, as the Range header says it: both ends belong to it.</summary>
/// <param name="First">The first byte, from 0; null for the last <paramref name="Last"/> bytes.</param>
/// <param name="Last">The last byte; null for all that follow.</param>
public readonly record struct ByteRange(long? First, long? Last)
{
    /// <summary>Where the range begins in an object of a length, and how many bytes it has there.</summary>
    /// <exception cref="ObjectStoreException">It has none.</exception>
    public (long Offset, long Bytes) Within(long length)
    {
        var (offset, end) = First is { } first
            ? (first, Last is { } last && last < length ? last + 1 : length)
            : (Math.Max(0, length - Last.GetValueOrDefault()), length);
        return offset < end
            ? (offset, end - offset)
            : throw new ObjectStoreException(
                ObjectStoreError.InvalidRange, "The requested range is not satisfiable");
    }
}
