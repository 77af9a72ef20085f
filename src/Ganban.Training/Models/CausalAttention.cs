using System.Collections.Concurrent;
using Ganban.Kernels.Dot;
using Ganban.Kernels.Gemm;
using Ganban.Kernels.Gradients;
using Ganban.Kernels.Threading;

namespace Ganban.Training.Models;

/// <summary>
/// Grouped causal attention within the sequences of a batch (Ainslie et al. 2023). A block of queries at a time meets
/// all keys before it, so that the scores of a sequence are never all there; the backward pass computes them anew from
/// the logarithm of their sum (Dao et al. 2022).
/// </summary>
/// <param name="config">Sizes.</param>
/// <param name="pool">The threads.</param>
internal sealed class CausalAttention(TransformerConfig config, WorkPool pool)
{
    private const int QueryBlock = 96;

    private readonly ConcurrentBag<Scratch> _stock = [];
    private readonly float _scale = 1 / MathF.Sqrt(config.HeadSize);

    /// <summary>Computes the attention of a layer.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="qkv">Turned queries and keys, and values, `[tokens × queries + 2 · keys]`.</param>
    /// <param name="output">Takes the mixed values, `[tokens × queries]`.</param>
    /// <param name="logSums">Takes the logarithms of the sums, `[heads × tokens]`.</param>
    public void Forward(PackedBatch batch, Memory<float> qkv, Memory<float> output, float[] logSums)
    {
        var items = batch.Starts.Length * config.Heads;
        pool.Run(items, Operations(batch), item =>
        {
            var (sequence, head) = (item / config.Heads, item % config.Heads);
            var (start, length) = (batch.Starts[sequence], batch.Length(sequence));
            var scratch = Rent();
            var queries = Head(qkv, start, length, head);
            var keys = Head(qkv, start, length, config.Heads + KvHead(head));
            var values = Head(qkv, start, length, config.Heads + config.KvHeads + KvHead(head));
            var mixed = Output(output, start, length, head);
            for (var first = 0; first < length; first += QueryBlock)
            {
                var count = Math.Min(QueryBlock, length - first);
                var scores = scratch.Scores(count, first + count);
                FloatGemm.MultiplyAlone(
                    scratch.Gemm, Rows(queries, first, count), Rows(keys, 0, first + count).Transpose(), scores);
                for (var query = 0; query < count; query++)
                {
                    var row = Row(scores, query);
                    logSums[(head * batch.Tokens.Length) + start + first + query] =
                        ScoreSoftmax.Apply(row[..(first + query + 1)], _scale);
                    row[(first + query + 1)..].Clear();
                }

                FloatGemm.MultiplyAlone(
                    scratch.Gemm, scores, Rows(values, 0, first + count), Rows(mixed, first, count));
            }

            _stock.Add(scratch);
        });
    }

    /// <summary>Computes the gradients of queries, keys and values.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="qkv">As in the forward pass.</param>
    /// <param name="output">The forward pass's output.</param>
    /// <param name="logSums">The forward pass's logarithms.</param>
    /// <param name="outputGradient">`[tokens × queries]`.</param>
    /// <param name="qkvGradient">Takes the gradients, `[tokens × queries + 2 · keys]`.</param>
    public void Backward(
        PackedBatch batch, Memory<float> qkv, Memory<float> output, float[] logSums, Memory<float> outputGradient,
        Memory<float> qkvGradient)
    {
        var items = batch.Starts.Length * config.KvHeads;
        pool.Run(items, 2 * Operations(batch), item =>
        {
            var (sequence, kvHead) = (item / config.KvHeads, item % config.KvHeads);
            var (start, length) = (batch.Starts[sequence], batch.Length(sequence));
            var scratch = Rent();
            var keyGradient = Head(qkvGradient, start, length, config.Heads + kvHead);
            var valueGradient = Head(qkvGradient, start, length, config.Heads + config.KvHeads + kvHead);
            Clear(keyGradient);
            Clear(valueGradient);
            var group = config.Heads / config.KvHeads;
            for (var head = kvHead * group; head < (kvHead + 1) * group; head++)
            {
                var pass = new HeadPass(
                    Head(qkv, start, length, head),
                    Head(qkv, start, length, config.Heads + kvHead),
                    Head(qkv, start, length, config.Heads + config.KvHeads + kvHead),
                    Output(output, start, length, head),
                    Output(outputGradient, start, length, head),
                    Head(qkvGradient, start, length, head),
                    keyGradient,
                    valueGradient,
                    logSums.AsMemory((head * batch.Tokens.Length) + start, length));
                for (var first = 0; first < length; first += QueryBlock)
                {
                    Backward(scratch, pass, first, Math.Min(QueryBlock, length - first));
                }
            }

            _stock.Add(scratch);
        });
    }

    private static MatrixView Rows(MatrixView matrix, int first, int count) =>
        new(matrix.Memory[(first * matrix.Stride)..], count, matrix.Columns, matrix.Stride);

    private static Span<float> Row(MatrixView matrix, int row) =>
        matrix.Memory.Span.Slice(row * matrix.Stride, matrix.Columns);

    private static void Clear(MatrixView matrix)
    {
        for (var row = 0; row < matrix.Rows; row++)
        {
            Row(matrix, row).Clear();
        }
    }

    private void Backward(Scratch scratch, HeadPass pass, int first, int count)
    {
        var seen = first + count;
        var (queries, keys) = (Rows(pass.Queries, first, count), Rows(pass.Keys, 0, seen));
        var mixedGradient = Rows(pass.MixedGradient, first, count);
        var probabilities = scratch.Scores(count, seen);
        var gradients = scratch.ScoreGradients(count, seen);
        FloatGemm.MultiplyAlone(scratch.Gemm, queries, keys.Transpose(), probabilities);
        FloatGemm.MultiplyAlone(scratch.Gemm, mixedGradient, Rows(pass.Values, 0, seen).Transpose(), gradients);
        for (var query = 0; query < count; query++)
        {
            var row = Row(probabilities, query);
            var gradient = Row(gradients, query);
            var known = first + query + 1;
            ScoreSoftmax.Repeat(row[..known], _scale, pass.LogSums.Span[first + query]);

            // Σ p·g is the product of the output and its gradient.
            var dot = DotF32.Dot(Row(pass.Mixed, first + query), Row(mixedGradient, query));
            ScoreSoftmax.Gradient(row[..known], gradient[..known], _scale, dot);
            row[known..].Clear();
            gradient[known..].Clear();
        }

        FloatGemm.MultiplyAlone(scratch.Gemm, gradients, keys, Rows(pass.QueryGradient, first, count));
        FloatGemm.MultiplyAlone(
            scratch.Gemm, gradients.Transpose(), queries, Rows(pass.KeyGradient, 0, seen), add: true);
        FloatGemm.MultiplyAlone(
            scratch.Gemm, probabilities.Transpose(), mixedGradient, Rows(pass.ValueGradient, 0, seen), add: true);
    }

    private int KvHead(int head) => head / (config.Heads / config.KvHeads);

    private MatrixView Head(Memory<float> qkv, int start, int length, int head) =>
        new(qkv[((start * config.QkvWidth) + (head * config.HeadSize))..], length, config.HeadSize, config.QkvWidth);

    private MatrixView Output(Memory<float> output, int start, int length, int head) => new(
        output[((start * config.QueryWidth) + (head * config.HeadSize))..], length, config.HeadSize,
        config.QueryWidth);

    private long Operations(PackedBatch batch)
    {
        var sum = 0L;
        for (var sequence = 0; sequence < batch.Starts.Length; sequence++)
        {
            long length = batch.Length(sequence);
            sum += length * length * config.QueryWidth;
        }

        return sum;
    }

    private Scratch Rent() => _stock.TryTake(out var scratch) ? scratch : new Scratch();

    private sealed record HeadPass(
        MatrixView Queries, MatrixView Keys, MatrixView Values, MatrixView Mixed, MatrixView MixedGradient,
        MatrixView QueryGradient, MatrixView KeyGradient, MatrixView ValueGradient, Memory<float> LogSums);

    private sealed class Scratch
    {
        private float[] _scores = [];
        private float[] _gradients = [];

        public GemmScratch Gemm { get; } = new();

        public MatrixView Scores(int rows, int columns) => Take(ref _scores, rows, columns);

        public MatrixView ScoreGradients(int rows, int columns) => Take(ref _gradients, rows, columns);

        private static MatrixView Take(ref float[] numbers, int rows, int columns)
        {
            // An odd number of cache lines from row to row keeps rows out of each other's way in the cache.
            var stride = (((columns + 15) / 16) | 1) * 16;
            if (numbers.Length < rows * stride)
            {
                numbers = new float[rows * stride];
            }

            return new MatrixView(numbers, rows, columns, stride);
        }
    }
}
