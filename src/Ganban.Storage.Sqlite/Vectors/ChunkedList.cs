namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>
/// Items of one width that never move: one thread appends while others read what was there before. Memory is taken a
/// chunk at a time.
/// </summary>
/// <typeparam name="T">What an item is made of.</typeparam>
/// <param name="width">How many make an item.</param>
internal sealed class ChunkedList<T>(int width)
    where T : struct
{
    /// <summary>The items of a chunk.</summary>
    public const int ChunkItems = 256;

    private const int Bits = 8;
    private T[][] _chunks = [];
    private int _chunkCount;

    /// <summary>An item; it must have been added.</summary>
    public Span<T> this[int index] =>
        Volatile.Read(ref _chunks)[index >> Bits].AsSpan((index & (ChunkItems - 1)) * width, width);

    /// <summary>Makes place for items, whose content is zero.</summary>
    public void Reserve(int count)
    {
        while (_chunkCount * ChunkItems < count)
        {
            if (_chunkCount == _chunks.Length)
            {
                var more = new T[Math.Max(4, _chunks.Length * 2)][];
                _chunks.CopyTo(more, 0);
                Volatile.Write(ref _chunks, more);
            }

            _chunks[_chunkCount++] = new T[ChunkItems * width];
        }
    }

    /// <summary>The chunks of so many items, the last one to the end of its items only.</summary>
    public IEnumerable<Memory<T>> Chunks(int count)
    {
        for (var at = 0; at < count; at += ChunkItems)
        {
            yield return _chunks[at >> Bits].AsMemory(0, Math.Min(ChunkItems, count - at) * width);
        }
    }
}
