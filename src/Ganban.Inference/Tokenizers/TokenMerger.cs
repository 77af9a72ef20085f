using System.Buffers;

namespace Ganban.Inference.Tokenizers;

/// <summary>
/// Joins the neighbours of a row of tokens, the lowest rank first and the leftmost among equals, until none can be
/// joined. Serves one row after another; not for concurrent use.
/// </summary>
/// <typeparam name="TPairs">What may be joined; a value type, so that the loops call it directly.</typeparam>
/// <param name="pairs">What may be joined.</param>
internal sealed class TokenMerger<TPairs>(TPairs pairs)
    where TPairs : struct, ITokenPairs
{
    private const int None = -1;
    private const uint NoRank = ITokenPairs.NoRank;

    // Below this a scan of all ranks beats a queue.
    private const int ShortMax = 48;

    private readonly uint[] _ranks = new uint[ShortMax];
    private readonly int[] _joined = new int[ShortMax];
    private readonly PriorityQueue<int, ulong> _queue = new();

    /// <summary>How often two tokens have been looked up.</summary>
    public long Lookups { get; private set; }

    /// <summary>Joins in place. Negative numbers are the complements of what has no token.</summary>
    /// <returns>How many tokens are left, at the front of the row.</returns>
    public int Merge(Span<int> tokens) => tokens.Length <= ShortMax ? MergeShort(tokens) : MergeLong(tokens);

    private int MergeShort(Span<int> tokens)
    {
        var count = tokens.Length;
        for (var left = 0; left < count - 1; left++)
        {
            _ranks[left] = Look(tokens[left], tokens[left + 1], out _joined[left]);
        }

        while (count > 1)
        {
            var best = 0;
            for (var left = 1; left < count - 1; left++)
            {
                best = _ranks[left] < _ranks[best] ? left : best;
            }

            if (_ranks[best] == NoRank)
            {
                break;
            }

            tokens[best] = _joined[best];
            tokens[(best + 2)..count].CopyTo(tokens[(best + 1)..]);
            _ranks.AsSpan((best + 1)..(count - 1)).CopyTo(_ranks.AsSpan(best));
            _joined.AsSpan((best + 1)..(count - 1)).CopyTo(_joined.AsSpan(best));
            count--;
            if (best < count - 1)
            {
                _ranks[best] = Look(tokens[best], tokens[best + 1], out _joined[best]);
            }

            if (best > 0)
            {
                _ranks[best - 1] = Look(tokens[best - 1], tokens[best], out _joined[best - 1]);
            }
        }

        return count;
    }

    private int MergeLong(Span<int> tokens)
    {
        var links = ArrayPool<Link>.Shared.Rent(tokens.Length);
        _queue.Clear();
        for (var place = 0; place < tokens.Length; place++)
        {
            links[place] = new Link
            {
                Previous = place - 1,
                Next = place + 1 < tokens.Length ? place + 1 : None,
            };
            Propose(tokens, links, place);
        }

        while (_queue.TryDequeue(out var left, out var priority))
        {
            // A pair that is there no more has another rank, or none.
            if (links[left].Rank != (uint)(priority >> 32))
            {
                continue;
            }

            var right = links[left].Next;
            tokens[left] = links[left].Joined;
            links[right].Rank = NoRank;
            links[left].Next = links[right].Next;
            if (links[left].Next != None)
            {
                links[links[left].Next].Previous = left;
            }

            Propose(tokens, links, left);
            if (links[left].Previous != None)
            {
                Propose(tokens, links, links[left].Previous);
            }
        }

        var count = 0;
        for (var place = 0; place != None; place = links[place].Next)
        {
            tokens[count++] = tokens[place];
        }

        ArrayPool<Link>.Shared.Return(links);
        return count;
    }

    private void Propose(Span<int> tokens, Link[] links, int left)
    {
        ref var link = ref links[left];
        link.Rank = link.Next == None ? NoRank : Look(tokens[left], tokens[link.Next], out link.Joined);
        if (link.Rank != NoRank)
        {
            _queue.Enqueue(left, ((ulong)link.Rank << 32) | (uint)left);
        }
    }

    private uint Look(int left, int right, out int joined)
    {
        Lookups++;
        return pairs.RankOf(left, right, out joined);
    }

    private struct Link
    {
        public int Previous;
        public int Next;
        public uint Rank;
        public int Joined;
    }
}
