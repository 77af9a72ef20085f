using Ganban.Kernels.Attention;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Decoders;

/// <summary>
/// Attention of the tokens of a pass over their own sequences' blocks. An item is some consecutive tokens of a sequence
/// with all query heads that share one head of keys and values, so that a block is widened once for all of them.
/// </summary>
internal sealed class AttentionLoop : ILoopBody
{
    // Enough queries that widening a block costs little beside them; more would not stay in the first caches.
    private const int RowsPerItem = 64;

    private readonly DecoderConfig _config;
    private readonly WorkPool _pool;
    private readonly AttentionTile?[] _tiles;
    private readonly int _group;
    private readonly int _tokensPerItem;
    private PassTokens? _tokens;
    private float[] _queries = [];
    private float[] _results = [];
    private int _layer;

    public AttentionLoop(DecoderConfig config, WorkPool pool)
    {
        (_config, _pool) = (config, pool);
        _group = config.Heads / config.KvHeads;
        _tokensPerItem = Math.Max(RowsPerItem / _group, 1);

        // One for each thread that may work on the loop, the caller included.
        _tiles = new AttentionTile?[pool.Parallelism];
        for (var tile = 0; tile < _tiles.Length; tile++)
        {
            _tiles[tile] = new AttentionTile(_tokensPerItem * _group, config.HeadSize, config.AttentionSoftCap);
        }
    }

    /// <summary>Computes attention in one layer, whose keys and values are in the cache already.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="layer">The layer's index.</param>
    /// <param name="queries">`[tokens × heads · headSize]`.</param>
    /// <param name="results">Takes `[tokens × heads · headSize]`.</param>
    public void Compute(PassTokens tokens, int layer, float[] queries, float[] results)
    {
        (_tokens, _layer, _queries, _results) = (tokens, layer, queries, results);
        var (items, visible) = (0, 0L);
        foreach (var segment in tokens.Segments)
        {
            items += Tiles(segment) * _config.KvHeads;
            visible += (long)segment.Tokens * (segment.Position + segment.Tokens);
        }

        _pool.Run(items, 2 * visible * _config.QueryWidth, this);
        _tokens = null;
    }

    /// <inheritdoc/>
    public void Run(int item)
    {
        var index = 0;
        var segments = _tokens!.Segments;
        while (item >= Tiles(segments[index]) * _config.KvHeads)
        {
            item -= Tiles(segments[index++]) * _config.KvHeads;
        }

        // The last tokens see the most; they come first so that no thread is left alone with them in the end.
        var segment = segments[index];
        var (reversed, kvHead) = Math.DivRem(item, _config.KvHeads);
        var first = (Tiles(segment) - 1 - reversed) * _tokensPerItem;
        var tile = TakeTile(out var place);
        Attend(tile, segment, first, Math.Min(first + _tokensPerItem, segment.Tokens), kvHead);
        Volatile.Write(ref _tiles[place], tile);
    }

    private int Tiles(in Segment segment) => (segment.Tokens + _tokensPerItem - 1) / _tokensPerItem;

    /// <summary>Tokens of a segment from first to end, with the heads of one group.</summary>
    private void Attend(AttentionTile tile, in Segment segment, int first, int end, int kvHead)
    {
        var size = _config.HeadSize;
        var window = _config.Layers[_layer].Window ?? int.MaxValue;
        tile.Clear();
        for (var token = first; token < end; token++)
        {
            var seenEnd = _tokens!.SeenEndOf(segment.Row + token);
            var seenFirst = Math.Max(segment.Position + token + 1 - window, 0);
            for (var head = 0; head < _group; head++)
            {
                var query = _queries.AsSpan(Place(segment.Row + token, kvHead, head), size);
                tile.Add(query, _config.AttentionScale, seenFirst, seenEnd);
            }
        }

        var blocks = segment.Sequence.Blocks;
        var firstBlock = Math.Max(segment.Position + first + 1 - window, 0) / KvCache.BlockTokens;
        var lastBlock = (_tokens!.SeenEndOf(segment.Row + end - 1) - 1) / KvCache.BlockTokens;
        for (var index = firstBlock; index <= lastBlock; index++)
        {
            var keys = blocks[index].ReadKeys(_layer, kvHead, tile.Keys);
            var values = blocks[index].ReadValues(_layer, kvHead, tile.Values);
            tile.Enter(index * KvCache.BlockTokens, keys, values);
        }

        for (var token = first; token < end; token++)
        {
            for (var head = 0; head < _group; head++)
            {
                var result = _results.AsSpan(Place(segment.Row + token, kvHead, head), size);
                tile.Finish(((token - first) * _group) + head, result);
            }
        }
    }

    private int Place(int row, int kvHead, int head) =>
        (row * _config.QueryWidth) + (((kvHead * _group) + head) * _config.HeadSize);

    private AttentionTile TakeTile(out int place)
    {
        for (place = 0; ; place = (place + 1) % _tiles.Length)
        {
            if (Interlocked.Exchange(ref _tiles[place], null) is { } tile)
            {
                return tile;
            }
        }
    }
}
