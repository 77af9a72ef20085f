using System.Collections.Concurrent;
using Ganban.Kernels.Attention;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Encoders;

/// <summary>
/// Attention in which every token of a text sees every other: Σ over positions p of
/// softmax(q·k[p] / √headSize) · v[p]. An item of the loop is a head for some queries of one text.
/// </summary>
/// <param name="heads">Heads of queries, keys and values.</param>
/// <param name="headSize">Numbers of each.</param>
/// <param name="starts">Where each text begins among the tokens, and their number at the end.</param>
/// <param name="qkv">Queries, keys and values, each `[tokens × heads · headSize]`.</param>
internal sealed class EncoderAttention(int heads, int headSize, int[] starts, float[][] qkv) : ILoopBody
{
    private const int QueriesPerItem = 64;

    private readonly ConcurrentBag<AttentionTile> _stock = [];
    private readonly (int Text, int Query)[] _items =
    [
        .. from text in Enumerable.Range(0, starts.Length - 1)
           from part in Enumerable.Range(0, (Length(starts, text) + QueriesPerItem - 1) / QueriesPerItem)
           select (text, part * QueriesPerItem),
    ];

    private float[] _attended = [];

    /// <summary>Attends from the present queries, keys and values into `attended`.</summary>
    public void Compute(float[] attended, WorkPool pool)
    {
        _attended = attended;
        var longest = Enumerable.Range(0, starts.Length - 1).Max(text => Length(starts, text));
        pool.Run(_items.Length * heads, 2L * starts[^1] * longest * heads * headSize, this);
    }

    /// <inheritdoc/>
    public void Run(int item)
    {
        var (part, head) = Math.DivRem(item, heads);
        var (text, query) = _items[part];
        var length = Length(starts, text);
        var tile = _stock.TryTake(out var used) ? used : new AttentionTile(QueriesPerItem, headSize, softCap: 0);
        tile.Clear();
        var end = Math.Min(query + QueriesPerItem, length);
        for (var token = query; token < end; token++)
        {
            tile.Add(Vector(0, text, token, head), 1 / MathF.Sqrt(headSize), 0, length);
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
            tile.Finish(token - query, _attended.AsSpan(Place(text, token, head), headSize));
        }

        _stock.Add(tile);
    }

    private Span<float> Vector(int part, int text, int token, int head) =>
        qkv[part].AsSpan(Place(text, token, head), headSize);

    private int Place(int text, int token, int head) =>
        (((starts[text] + token) * heads) + head) * headSize;

    private static int Length(int[] starts, int text) => starts[text + 1] - starts[text];
}
