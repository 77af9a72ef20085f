namespace Ganban.Inference.Chat;

/// <summary>
/// The rows of the latest pictures, since a conversation sends its pictures again with every turn. A caller never meets
/// another's, so the time that a picture takes tells nobody what others have sent. Safe for concurrent use.
/// </summary>
/// <param name="bytesMax">The most memory it takes for rows.</param>
internal sealed class PictureCache(long bytesMax)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Caller, string Digest), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _uses = []; // most recently used first
    private long _bytes;

    /// <summary>A picture's rows, or null.</summary>
    public float[]? Find((string Caller, string Digest) key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                return null;
            }

            _uses.Remove(entry);
            _uses.AddFirst(entry);
            return entry.Value.Rows;
        }
    }

    /// <summary>Remembers a picture's rows, and forgets those that were not asked for the longest.</summary>
    public void Add((string Caller, string Digest) key, float[] rows)
    {
        lock (_lock)
        {
            if (_entries.ContainsKey(key))
            {
                return;
            }

            _entries.Add(key, _uses.AddFirst(new Entry(key, rows)));
            _bytes += Bytes(rows);
            while (_bytes > bytesMax)
            {
                var last = _uses.Last!.Value;
                _uses.RemoveLast();
                _entries.Remove(last.Key);
                _bytes -= Bytes(last.Rows);
            }
        }
    }

    private static long Bytes(float[] rows) => (long)rows.Length * sizeof(float);

    private sealed record Entry((string Caller, string Digest) Key, float[] Rows);
}
