namespace Ganban.Bedrock.BatchInference;

/// <summary>A set of line numbers, a bit each.</summary>
internal sealed class LineSet
{
    private readonly List<ulong> _bits = [];

    /// <summary>Adds a number, from 0.</summary>
    public void Add(long line)
    {
        var word = checked((int)(line >> 6));
        while (_bits.Count <= word)
        {
            _bits.Add(0);
        }

        _bits[word] |= 1UL << (int)(line & 63);
    }

    /// <summary>Whether a number was added.</summary>
    public bool Contains(long line) =>
        line >> 6 < _bits.Count && (_bits[(int)(line >> 6)] >> (int)(line & 63) & 1) != 0;
}
