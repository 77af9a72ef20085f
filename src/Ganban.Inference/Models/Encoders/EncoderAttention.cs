using System.Buffers;
using Ganban.Kernels.Attention;
using Ganban.Kernels.Elementwise;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Encoders;

/// <summary>
/// Attention in which every token of a text sees every other: Σ over positions p of
/// softmax(q·k[p] / √headSize) · v[p]. An item of the loop is a head for some queries of one text.
/// </summary>
internal sealed class EncoderAttention(EncoderConfig config, EncoderBatch batch, EncoderBuffers buffers) : ILoopBody
{
    private const int TileQueries = 32;

    private readonly (int Text, int Query)[] _tiles =
    [
        .. from text in Enumerable.Range(0, batch.Texts)
           from tile in Enumerable.Range(0, (batch.Length(text) + TileQueries - 1) / TileQueries)
           select (text, batch.Starts[text] + (tile * TileQueries)),
    ];

    private float[] _attended = [];

    /// <summary>Attends from the queries, keys and values of the buffers into `attended`.</summary>
    public void Compute(float[] attended, WorkPool pool)
    {
        _attended = attended;
        var longest = Enumerable.Range(0, batch.Texts).Max(batch.Length);
        pool.Run(_tiles.Length * config.Heads, 2L * batch.Tokens.Length * longest * config.Width, this);
    }

    /// <inheritdoc/>
    public void Run(int item)
    {
        var (tile, head) = Math.DivRem(item, config.Heads);
        var (text, query) = _tiles[tile];
        var (first, end, size) = (batch.Starts[text], batch.Starts[text + 1], config.HeadSize);
        var (stride, place) = (config.Width, head * size);
        var rented = ArrayPool<float>.Shared.Rent(end - first);
        var scores = rented.AsSpan(0, end - first); // [positions]
        var keys = buffers.Qkv[1].AsSpan((first * stride) + place);
        var values = buffers.Qkv[2].AsSpan((first * stride) + place);
        for (var token = query; token < Math.Min(query + TileQueries, end); token++)
        {
            var q = buffers.Qkv[0].AsSpan((token * stride) + place, size);
            RowDots.Apply(q, keys, stride, 1 / MathF.Sqrt(size), scores);
            Softmax.Apply(scores);
            WeightedRows.Apply(scores, values, stride, _attended.AsSpan((token * stride) + place, size));
        }

        ArrayPool<float>.Shared.Return(rented);
    }
}
