using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ganban.Kernels.Vectors;

namespace Ganban.Kernels.Attention;

/// <summary>
/// Attention of some queries over the blocks of one head's keys and values, which enter in order of position. A softmax
/// that runs along makes one pass enough, so memory does not grow with the context (Milakov and Gimelshein 2018; Dao et
/// al. 2022). A query's result depends on its own visible tokens only, not on the queries computed with it. Reusable;
/// belongs to one thread at a time.
/// <code>
/// block:  s = cap(q·keys)              [rows × BlockTokens]
///         m′ = max(m, max s), p = exp(s − m′), r = exp(m − m′)
///         sum ← r·sum + Σp,  output ← r·output + p·values
/// end:    output / sum
/// </code>
/// </summary>
public sealed class AttentionTile
{
    /// <summary>Tokens of a block.</summary>
    public const int BlockTokens = 32;

    private readonly int _headSize;
    private readonly float[] _queries; // [rows × headSize]
    private readonly float[] _scores; // [rows × BlockTokens]
    private readonly float[] _output; // [rows × headSize]
    private readonly float[] _largest; // [rows]
    private readonly float[] _sums; // [rows]
    private readonly int[] _firsts; // [rows]
    private readonly int[] _ends; // [rows]
    private readonly float _softCap;
    private int _rows;

    /// <summary>Takes the memory.</summary>
    /// <param name="rowsMax">The most queries at once.</param>
    /// <param name="headSize">Numbers of a query.</param>
    /// <param name="softCap">Scores become cap · tanh(score / cap); 0 leaves them.</param>
    public AttentionTile(int rowsMax, int headSize, float softCap)
    {
        _headSize = headSize;
        _softCap = softCap;
        RowsMax = rowsMax;
        var padded = Padded(rowsMax);
        _queries = new float[padded * headSize];
        _scores = new float[padded * BlockTokens];
        _output = new float[padded * headSize];
        (_largest, _sums) = (new float[rowsMax], new float[rowsMax]);
        (_firsts, _ends) = (new int[rowsMax], new int[rowsMax]);
        Keys = new float[headSize * BlockTokens];
        Values = new float[BlockTokens * headSize];
    }

    /// <summary>The most queries at once.</summary>
    public int RowsMax { get; }

    /// <summary>Memory for a block's keys as F32, `[headSize × BlockTokens]`.</summary>
    public float[] Keys { get; }

    /// <summary>Memory for a block's values as F32, `[BlockTokens × headSize]`.</summary>
    public float[] Values { get; }

    /// <summary>Begins with no query.</summary>
    public void Clear() => _rows = 0;

    /// <summary>Adds a query.</summary>
    /// <param name="query">The query, `[headSize]`.</param>
    /// <param name="scale">Factor of its scores.</param>
    /// <param name="first">The first position that it sees.</param>
    /// <param name="end">The position after the last that it sees; after <paramref name="first"/>.</param>
    public void Add(ReadOnlySpan<float> query, float scale, int first, int end)
    {
        var row = _queries.AsSpan(_rows * _headSize, _headSize);
        for (var index = 0; index < row.Length; index++)
        {
            row[index] = scale * query[index];
        }

        _output.AsSpan(_rows * _headSize, _headSize).Clear();
        (_largest[_rows], _sums[_rows]) = (float.NegativeInfinity, 0);
        (_firsts[_rows], _ends[_rows]) = (first, end);
        _rows++;
    }

    /// <summary>Lets a block enter.</summary>
    /// <param name="start">The position of its first token.</param>
    /// <param name="keys">`[headSize × BlockTokens]`; of tokens that no query sees, anything.</param>
    /// <param name="values">`[BlockTokens × headSize]`; of tokens that no query sees, anything.</param>
    public void Enter(int start, ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Enter<Width512, Vector512<float>>(start, keys, values);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Enter<Width256, Vector256<float>>(start, keys, values);
        }
        else
        {
            Enter<Width128, Vector128<float>>(start, keys, values);
        }
    }

    /// <summary>A query's result after the last block.</summary>
    /// <param name="row">The query's index in order of adding.</param>
    /// <param name="result">Takes `[headSize]`.</param>
    public void Finish(int row, Span<float> result)
    {
        var inverse = 1 / _sums[row];
        var output = _output.AsSpan(row * _headSize, _headSize);
        for (var index = 0; index < output.Length; index++)
        {
            result[index] = output[index] * inverse;
        }
    }

    /// <summary>A block with vectors of one width.</summary>
    internal void Enter<TWidth, TVector>(int start, ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : struct
    {
        var padded = Padded(_rows);
        _scores.AsSpan(0, padded * BlockTokens).Clear();
        var sizes = new PanelSizes(padded, _headSize, BlockTokens, _headSize, BlockTokens);
        PanelProduct.Add<TWidth, TVector>(sizes, _queries, keys, _scores);
        _scores.AsSpan(_rows * BlockTokens, (padded - _rows) * BlockTokens).Clear();

        var (seenFirst, seenEnd) = (BlockTokens, 0);
        for (var row = 0; row < _rows; row++)
        {
            var first = Math.Max(_firsts[row] - start, 0);
            var end = Math.Min(_ends[row] - start, BlockTokens);
            if (first >= end)
            {
                _scores.AsSpan(row * BlockTokens, BlockTokens).Clear();
                continue;
            }

            (seenFirst, seenEnd) = (Math.Min(seenFirst, first), Math.Max(seenEnd, end));
            Weigh<TWidth, TVector>(row, first, end);
        }

        if (seenFirst < seenEnd)
        {
            sizes = new PanelSizes(padded, seenEnd - seenFirst, _headSize, BlockTokens, _headSize);
            PanelProduct.Add<TWidth, TVector>(
                sizes, _scores.AsSpan(seenFirst), values[(seenFirst * _headSize)..], _output);
        }
    }

    private static int Padded(int rows) =>
        (rows + PanelProduct.RowStep - 1) / PanelProduct.RowStep * PanelProduct.RowStep;

    /// <summary>Turns a row's scores into weights, and what the row has so far to the new maximum.</summary>
    private void Weigh<TWidth, TVector>(int row, int first, int end)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : struct
    {
        var scores = _scores.AsSpan(row * BlockTokens, BlockTokens);
        ref var s = ref MemoryMarshal.GetReference(scores);
        if (_softCap > 0)
        {
            Cap<TWidth, TVector>(scores);
        }

        scores[..first].Fill(float.NegativeInfinity);
        scores[end..].Fill(float.NegativeInfinity);
        var maxima = TWidth.Load(ref s);
        for (var index = TWidth.Count; index < BlockTokens; index += TWidth.Count)
        {
            maxima = TWidth.Max(maxima, TWidth.Load(ref scores[index]));
        }

        var largest = MathF.Max(_largest[row], TWidth.Largest(maxima));
        var shift = TWidth.Repeat(largest);
        var sums = TWidth.Repeat(0);
        for (var index = 0; index < BlockTokens; index += TWidth.Count)
        {
            var weight = TWidth.Exp(TWidth.Subtract(TWidth.Load(ref scores[index]), shift));
            TWidth.Store(weight, ref scores[index]);
            sums = TWidth.Add(sums, weight);
        }

        if (largest > _largest[row])
        {
            Rescale<TWidth, TVector>(row, MathF.Exp(_largest[row] - largest));
        }

        _sums[row] += TWidth.Sum(sums);
        _largest[row] = largest;
    }

    private void Rescale<TWidth, TVector>(int row, float factor)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : struct
    {
        _sums[row] *= factor;
        var output = _output.AsSpan(row * _headSize, _headSize);
        var factors = TWidth.Repeat(factor);
        var index = 0;
        for (; index <= output.Length - TWidth.Count; index += TWidth.Count)
        {
            TWidth.Store(TWidth.Multiply(TWidth.Load(ref output[index]), factors), ref output[index]);
        }

        for (; index < output.Length; index++)
        {
            output[index] *= factor;
        }
    }

    /// <summary>cap · tanh(s / cap) = cap − 2·cap / (exp(2·s / cap) + 1).</summary>
    private void Cap<TWidth, TVector>(Span<float> scores)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : struct
    {
        var (cap, one) = (TWidth.Repeat(_softCap), TWidth.Repeat(1));
        var (twice, factor) = (TWidth.Repeat(2 * _softCap), TWidth.Repeat(2 / _softCap));
        for (var index = 0; index < scores.Length; index += TWidth.Count)
        {
            var exponential = TWidth.Exp(TWidth.Multiply(TWidth.Load(ref scores[index]), factor));
            var capped = TWidth.Subtract(cap, TWidth.Divide(twice, TWidth.Add(exponential, one)));
            TWidth.Store(capped, ref scores[index]);
        }
    }
}
