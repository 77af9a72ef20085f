namespace Ganban.Inference.ModelStore;

/// <summary>Which bytes of a file are there: ranges in ascending order that neither touch nor overlap.</summary>
internal sealed class ByteRanges
{
    private readonly List<(long Start, long End)> _ranges = [];

    /// <summary>The ranges; ends are exclusive.</summary>
    public IReadOnlyList<(long Start, long End)> Ranges => _ranges;

    /// <summary>Number of bytes that are there.</summary>
    public long Count => _ranges.Sum(range => range.End - range.Start);

    /// <summary>Adds a range.</summary>
    public void Add(long start, long end)
    {
        if (end <= start)
        {
            return;
        }

        var first = _ranges.FindIndex(range => range.End >= start);
        if (first < 0)
        {
            _ranges.Add((start, end));
            return;
        }

        var last = first;
        while (last < _ranges.Count && _ranges[last].Start <= end)
        {
            start = Math.Min(start, _ranges[last].Start);
            end = Math.Max(end, _ranges[last].End);
            last++;
        }

        _ranges.RemoveRange(first, last - first);
        _ranges.Insert(first, (start, end));
    }

    /// <summary>What is missing of a file, in pieces of at most `pieceBytes`.</summary>
    public IEnumerable<(long Start, long End)> Missing(long length, long pieceBytes)
    {
        var start = 0L;
        foreach (var (next, end) in _ranges.Append((length, length)).ToArray())
        {
            for (; start < next; start = Math.Min(next, start + pieceBytes))
            {
                yield return (start, Math.Min(next, start + pieceBytes));
            }

            start = end;
        }
    }
}
