using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Tests.Models;

public sealed class ForwardBatchTests(TinyLlama tiny) : IClassFixture<TinyLlama>
{
    private static readonly int[][] Prompts =
        [TinyLlama.Cases[^1].Prompt, [5, 6, 7], [9], [.. Enumerable.Range(3, 40)]];

    [Theory]
    [InlineData(TensorType.F32, KvFormat.F16, 512)]
    [InlineData(TensorType.Q8_0, KvFormat.F32, 512)]
    [InlineData(TensorType.F16, KvFormat.F16, 7)]
    public void A_sequence_does_not_depend_on_those_that_pass_with_it(TensorType type, KvFormat format, int perPass)
    {
        var path = tiny.PathOf(type);
        using var one = LanguageModel.Open(path, new LanguageModelOptions { Threads = 1, KvFormat = format });
        using var together = LanguageModel.Open(
            path, new LanguageModelOptions { Threads = 3, KvFormat = format, TokensPerPass = perPass });
        var sequences = Prompts.Select(_ => together.CreateSequence(together.ContextLength)).ToArray();
        var batch = new ForwardBatch();
        for (var part = 0; part < Prompts.Length; part++)
        {
            batch.Add(sequences[part], Prompts[part], Prompts[part].Length);
        }

        together.Forward(batch);
        for (var part = 0; part < Prompts.Length; part++)
        {
            var alone = new float[Prompts[part].Length * one.VocabularySize];
            one.Forward(Prompts[part], one.CreateSequence(one.ContextLength), alone);
            Assert.Equal(alone, batch.Logits(part).ToArray());
            Assert.Equal(Prompts[part].Length, sequences[part].Count);
        }
    }

    [Fact]
    public void Logits_come_for_the_last_tokens_that_were_asked_for()
    {
        using var model = tiny.Open();
        var all = new ForwardBatch();
        var some = new ForwardBatch();
        foreach (var (part, rows) in new[] { (0, 2), (1, 0), (2, 1), (3, 5) })
        {
            all.Add(model.CreateSequence(96), Prompts[part], Prompts[part].Length);
            some.Add(model.CreateSequence(96), Prompts[part], rows);
        }

        model.Forward(all);
        model.Forward(some);
        for (var part = 0; part < Prompts.Length; part++)
        {
            var logits = some.Logits(part);
            Assert.Equal(all.Logits(part)[^logits.Length..].ToArray(), logits.ToArray());
        }

        Assert.Equal(8 * 300, Enumerable.Range(0, 4).Sum(part => some.Logits(part).Length));
    }

    [Fact]
    public void A_full_cache_leaves_all_sequences_as_they_were()
    {
        var options = new LanguageModelOptions { KvBytesMax = 5 * 32 * 1024 };
        using var model = LanguageModel.Open(tiny.PathOf(TensorType.F32), options);
        var sequences = Enumerable.Range(0, model.Cache.Blocks + 1).Select(_ => model.CreateSequence(32)).ToArray();
        var batch = new ForwardBatch();
        foreach (var sequence in sequences)
        {
            batch.Add(sequence, [1, 2, 3], 0);
        }

        Assert.Throws<KvCacheFullException>(() => model.Forward(batch));
        Assert.All(sequences, sequence => Assert.Equal(0, sequence.Count));
        Assert.Equal(model.Cache.Blocks, model.Cache.FreeBlocks);
        batch.Clear();
        batch.Add(sequences[0], [1, 2, 3], 1);
        model.Forward(batch);
        Assert.Equal(3, sequences[0].Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_token_allocates_nothing(int threads)
    {
        using var pool = new WorkPool(threads);
        var options = new LanguageModelOptions { Pool = pool };
        using var model = LanguageModel.Open(tiny.PathOf(TensorType.Q8_0), options);
        var (first, second) = (model.CreateSequence(96), model.CreateSequence(96));
        var batch = new ForwardBatch();
        var (before, after) = (new AllocatedBytes(threads), new AllocatedBytes(threads));
        Decode(60);
        Decode(60);
        pool.Run(threads, long.MaxValue, before);
        Decode(60);
        Decode(60);
        pool.Run(threads, long.MaxValue, after);
        Assert.Equal(before.Sum, after.Sum);

        void Decode(int steps)
        {
            first.Truncate(Math.Min(first.Count, 20));
            second.Truncate(Math.Min(second.Count, 30));
            for (var step = 0; step < steps; step++)
            {
                batch.Clear();
                batch.Add(first, [step + 3], 1);
                batch.Add(second, [step + 5], 1);
                model.Forward(batch);
            }
        }
    }

    [Fact]
    public void Models_share_threads_and_outlive_each_other()
    {
        using var pool = new WorkPool(2);
        var options = new LanguageModelOptions { Pool = pool };
        var (one, two) = (new float[300], new float[300]);
        using var model = LanguageModel.Open(tiny.PathOf(TensorType.F32), options);
        using (var other = LanguageModel.Open(tiny.PathOf(TensorType.F32), options))
        {
            other.Forward([5, 6, 7], other.CreateSequence(10), one);
        }

        model.Forward([5, 6, 7], model.CreateSequence(10), two);
        Assert.Equal(one, two);
    }

    /// <summary>Sums what the threads of a pool have allocated so far; each takes one item.</summary>
    private sealed class AllocatedBytes(int threads) : ILoopBody
    {
        private long _sum;
        private int _arrived;

        public long Sum => _sum;

        public void Run(int item)
        {
            Interlocked.Add(ref _sum, GC.GetAllocatedBytesForCurrentThread());
            Interlocked.Increment(ref _arrived);

            // Without waiting handles or delegates, which would count.
            var spin = default(SpinWait);
            while (Volatile.Read(ref _arrived) < threads)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
    }
}
