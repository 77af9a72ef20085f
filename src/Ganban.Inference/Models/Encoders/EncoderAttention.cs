using System.Collections.Concurrent;
using Ganban.Kernels.Attention;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Encoders;

/// <summary>
/// Attention in which every token of a text sees every other: Σ over positions p of
/// softmax(q·k[p] / √headSize) · v[p]. An item of the loop is a head for some queries of one text.
/// </summary>
internal sealed class EncoderAttention(EncoderConfig config, EncoderBatch batch, EncoderBuffers buffers) : ILoopBody
{
    private const int QueriesPerItem = 64;

    private readonly ConcurrentBag<AttentionTile> _stock = [];
    private readonly (int Text, int Query)[] _items =
    [
        .. from text in Enumerable.Range(0, batch.Texts)
           from part in Enumerable.Range(0, (batch.Length(text) + QueriesPerItem - 1) / QueriesPerItem)
           select (text, part * QueriesPerItem),
    ];

    private float[] _attended = [];

    /// <summary>Attends from the queries, keys and values of the buffers into `attended`.</summary>
    public void Compute(float[] attended, WorkPool pool)
    {
        _attended = attended;
        var longest = Enumerable.Range(0, batch.Texts).Max(batch.Length);
        pool.Run(_items.Length * config.Heads, 2L * batch.Tokens.Length * longest * config.Width, this);
    }

    /// <inheritdoc/>
    public void Run(int item)
    {
        var (part, head) = Math.DivRem(item, config.Heads);
        var (text, query) = _items[part];
        var (length, size) = (batch.Length(text), config.HeadSize);
        var tile = _stock.TryTake(out var used) ? used : new AttentionTile(QueriesPerItem, size, softCap: 0);
        tile.Clear();
        var end = Math.Min(query + QueriesPerItem, length);
        for (var token = query; token < end; token++)
        {
            tile.Add(Vector(0, text, token, head), 1 / MathF.Sqrt(size), 0, length);
        }

        for (var start = 0; start < length; start += AttentionTile.BlockTokens)
        {
            for (var token = start; token < Math.Min(start + AttentionTile.BlockTokens, length); token++)
            {
                KvLayout.WriteKey(Vector(1, text, token, head), tile.Keys.AsSpan(), token - start);
                KvLayout.WriteValue(Vector(2, text, token, head), tile.Values.AsSpan(), token - start);
            }

            tile.Enter(start, tile.Keys, tile.Values);
        }

        for (var token = query; token < end; token++)
        {
            tile.Finish(token - query, _attended.AsSpan(Place(text, token, head), size));
        }

        _stock.Add(tile);
    }

    private Span<float> Vector(int part, int text, int token, int head) =>
        buffers.Qkv[part].AsSpan(Place(text, token, head), config.HeadSize);

    private int Place(int text, int token, int head) =>
        ((batch.Starts[text] + token) * config.Width) + (head * config.HeadSize);
}
