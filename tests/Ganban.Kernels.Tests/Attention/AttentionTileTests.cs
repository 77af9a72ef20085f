using System.Runtime.Intrinsics;
using Ganban.Kernels.Attention;
using Ganban.Kernels.Vectors;

namespace Ganban.Kernels.Tests.Attention;

public class AttentionTileTests
{
    private const int BlockTokens = AttentionTile.BlockTokens;

    private delegate void Entry(AttentionTile tile, int start, float[] keys, float[] values);

    public static TheoryData<int, int, float> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, float>();
            foreach (var headSize in new[] { 1, 7, 16, 24, 64, 80, 128 })
            {
                cases.Add(headSize, int.MaxValue, 0);
                cases.Add(headSize, 8, 0);
                cases.Add(headSize, 40, 0.3f);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_width_of_vectors_agrees_with_double_precision(int headSize, int window, float softCap)
    {
        foreach (var rows in new[] { 1, 4, 9 })
        {
            foreach (var positions in new[] { 1, 32, 33, 101 })
            {
                var problem = new Problem(headSize, rows, positions, window, softCap);
                problem.Check(problem.Solve((tile, start, keys, values) => tile.Enter(start, keys, values)));
                problem.Check(problem.Solve(
                    (tile, start, keys, values) => tile.Enter<Width512, Vector512<float>>(start, keys, values)));
                problem.Check(problem.Solve(
                    (tile, start, keys, values) => tile.Enter<Width256, Vector256<float>>(start, keys, values)));
                problem.Check(problem.Solve(
                    (tile, start, keys, values) => tile.Enter<Width128, Vector128<float>>(start, keys, values)));
            }
        }
    }

    [Fact]
    public void A_query_does_not_depend_on_the_queries_beside_it()
    {
        var together = new Problem(64, 9, 101, 40, 0).Solve(Enter);
        for (var row = 0; row < together.Length; row++)
        {
            var alone = new Problem(64, 9, 101, 40, 0) { OnlyRow = row }.Solve(Enter);
            Assert.Equal(together[row], alone[0]);
        }

        static void Enter(AttentionTile tile, int start, float[] keys, float[] values) =>
            tile.Enter(start, keys, values);
    }

    [Fact]
    public void Huge_scores_neither_overflow_nor_vanish()
    {
        var tile = new AttentionTile(1, 16, 0);
        tile.Clear();
        tile.Add([.. Enumerable.Repeat(1000f, 16)], 1, 0, 2);
        var (keys, values) = (new float[16 * BlockTokens], new float[BlockTokens * 16]);
        for (var index = 0; index < 16; index++)
        {
            keys[index * BlockTokens] = -1000;
            keys[(index * BlockTokens) + 1] = -1001;
            (values[index], values[16 + index]) = (3, 5);
        }

        tile.Enter(0, keys, values);
        var result = new float[16];
        tile.Finish(0, result);
        Assert.All(result, number => Assert.Equal(3, number));
    }

    /// <summary>Queries at the last positions of a sequence, over blocks whose unused places hold NaN.</summary>
    private sealed class Problem(int headSize, int rows, int positions, int window, float softCap)
    {
        private const float Scale = 0.7f;

        private readonly float[] _queries = Numbers.Singles(1, rows * headSize);
        private readonly float[] _keys = Numbers.Singles(2, positions * headSize);
        private readonly float[] _values = Numbers.Singles(3, positions * headSize);

        public int? OnlyRow { get; init; }

        public float[][] Solve(Entry enter)
        {
            var chosen = Enumerable.Range(0, rows).Where(row => OnlyRow is null || row == OnlyRow).ToArray();
            var tile = new AttentionTile(rows, headSize, softCap);
            tile.Clear();
            foreach (var row in chosen)
            {
                tile.Add(_queries.AsSpan(row * headSize, headSize), Scale, First(row), End(row));
            }

            for (var start = 0; start < positions; start += BlockTokens)
            {
                var (keys, values) = Block(start);
                enter(tile, start, keys, values);
            }

            return
            [
                .. chosen.Select((_, index) =>
                {
                    var result = new float[headSize];
                    tile.Finish(index, result);
                    return result;
                }),
            ];
        }

        public void Check(float[][] results)
        {
            for (var row = 0; row < rows; row++)
            {
                var expected = Exact(row);
                for (var index = 0; index < headSize; index++)
                {
                    // Weights are within some roundings of each score's magnitude, at most the head's size.
                    Assert.Equal(expected[index], results[row][index], 1e-6 * (8 + headSize));
                }
            }
        }

        private int End(int row) => Math.Max(positions - rows + row + 1, 1);

        private int First(int row) => Math.Max(End(row) - window, 0);

        private (float[] Keys, float[] Values) Block(int start)
        {
            var keys = Enumerable.Repeat(float.NaN, headSize * BlockTokens).ToArray();
            var values = Enumerable.Repeat(float.NaN, headSize * BlockTokens).ToArray();
            for (var token = 0; token < Math.Min(BlockTokens, positions - start); token++)
            {
                KvLayout.WriteKey(_keys.AsSpan((start + token) * headSize, headSize), keys.AsSpan(), token);
                KvLayout.WriteValue(_values.AsSpan((start + token) * headSize, headSize), values.AsSpan(), token);
            }

            return (keys, values);
        }

        private double[] Exact(int row)
        {
            var scores = Enumerable.Range(First(row), End(row) - First(row)).Select(position =>
            {
                var score = Enumerable.Range(0, headSize).Sum(index =>
                    (double)Scale * _queries[(row * headSize) + index] * _keys[(position * headSize) + index]);
                return softCap > 0 ? softCap * Math.Tanh(score / softCap) : score;
            }).ToArray();
            var weights = scores.Select(score => Math.Exp(score - scores.Max())).ToArray();
            return
            [
                .. Enumerable.Range(0, headSize).Select(index => weights
                    .Select((weight, seen) => weight * _values[((First(row) + seen) * headSize) + index])
                    .Sum() / weights.Sum()),
            ];
        }
    }
}
