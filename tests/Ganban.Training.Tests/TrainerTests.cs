using Ganban.Kernels.Threading;
using Ganban.Training.Checkpoints;
using Ganban.Training.Data;
using Ganban.Training.Models;
using Ganban.Training.Optimizers;

namespace Ganban.Training.Tests;

public sealed class TrainerTests : IDisposable
{
    private static readonly TransformerConfig Config = new()
    {
        Vocabulary = 23, Width = 32, Layers = 2, Heads = 4, KvHeads = 2, HeadSize = 8, FeedForwardWidth = 48,
        ContextLength = 64,
    };

    private static readonly TrainingOptions Options = new()
    {
        Steps = 40,
        BatchTokens = 256,
        BatchesPerStep = 2,
        WarmupSteps = 5,
        DecaySteps = 10,
        Lengths = [new(1, 12), new(10, 64)],
        Optimizer = new() { LearningRate = 0.01, EmbeddingLearningRate = 0.01 },
    };

    private readonly WorkPool _pool = new(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-training").FullName;

    public void Dispose()
    {
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(MatrixRule.AdamW, 0.01)]
    [InlineData(MatrixRule.Muon, 0.02)]
    public void A_model_learns_to_count(MatrixRule rule, double learningRate)
    {
        var options = Options with
        {
            Steps = 120,
            Optimizer = Options.Optimizer with { MatrixRule = rule, LearningRate = learningRate },
        };
        var trainer = Create(Config, options);
        var losses = new List<double>();
        while (trainer.Next() is { } step)
        {
            losses.Add(step.Loss);
        }

        Assert.Equal(120, losses.Count);
        Assert.InRange(losses[0], 2.8, 3.6); // ln 23 is 3.14
        Assert.InRange(losses[^1], 0, 0.5);
        Assert.InRange(trainer.Evaluate(ListedExamples.Counting(23, 50, seed: 99), batches: 2), 0, 0.6);
    }

    [Fact]
    public void A_training_that_is_broken_off_goes_on_bit_for_bit()
    {
        var whole = new FlatWeights(Config);
        var losses = Train(whole, 40);

        var folder = new CheckpointFolder(_folder);
        var first = new FlatWeights(Config);
        var trainer = Create(first);
        for (var step = 0; step < 17; step++)
        {
            Assert.Equal(losses[step], trainer.Next()!.Loss);
        }

        trainer.Save(folder);
        var second = new FlatWeights(Config);
        using var oneThread = new WorkPool(1);
        var resumed = new Trainer(second, Options, Examples(), oneThread, TimeProvider.System);
        Assert.True(resumed.Resume(folder, message => Assert.Fail(message)));
        Assert.Equal(17, resumed.Step);
        for (var step = 17; step < 40; step++)
        {
            Assert.Equal(losses[step], resumed.Next()!.Loss);
        }

        Assert.Null(resumed.Next());
        Assert.Equal(whole.Values, second.Values);
    }

    [Fact]
    public void A_diverged_step_changes_nothing_and_says_what_to_do()
    {
        var weights = new FlatWeights(Config);
        var trainer = Create(weights);
        Assert.NotNull(trainer.Next());
        weights.Values[7 * Config.Width] = float.NaN;
        var before = weights.Values.ToArray();
        var error = Assert.Throws<TrainingException>(() => Enumerable.Range(0, 5).Select(_ => trainer.Next()).Last());
        Assert.Contains("step 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("lower learning rate", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, weights.Values);
        Assert.Equal(1, trainer.Step);
    }

    [Fact]
    public void An_empty_data_set_is_refused()
    {
        var nothing = new ListedExamples([], again: false);
        var trainer = new Trainer(new FlatWeights(Config), Options, nothing, _pool, TimeProvider.System);
        Assert.Contains("no examples", Assert.Throws<TrainingException>(trainer.Next).Message, StringComparison.Ordinal);
        Assert.Throws<TrainingException>(() => new ShuffledExamples([], seed: 1));
    }

    [Theory]
    [InlineData(new[] { 1, 2 }, new[] { 0f, 1f, 1f }, "3 weights")]
    [InlineData(new[] { 1, 23 }, new[] { 0f, 1f }, "token 23")]
    [InlineData(new[] { 1, 2 }, new[] { 0f, float.NaN }, "weight NaN")]
    public void Unusable_examples_are_refused(int[] tokens, float[] weights, string expected)
    {
        var source = new ListedExamples([new TrainingExample(tokens, weights)]);
        var trainer = new Trainer(new FlatWeights(Config), Options, source, _pool, TimeProvider.System);
        Assert.Contains(expected, Assert.Throws<TrainingException>(trainer.Next).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Examples_that_are_too_long_are_left_out_and_counted()
    {
        TrainingExample Example(int length) => new(new int[length], [.. Enumerable.Repeat(1f, length)]);
        var source = new ListedExamples([Example(65), Example(5), Example(20)]);
        var weights = new FlatWeights(Config);
        var trainer = new Trainer(
            weights, Options with { BatchTokens = 40, Lengths = [] }, source, _pool, TimeProvider.System);
        var step = trainer.Next();
        Assert.Equal((55, 3), (step!.Tokens, step.LeftOut));
        var onlyLong = new Trainer(
            weights, Options, new ListedExamples([Example(65)]), _pool, TimeProvider.System);
        Assert.Contains("longer than", Assert.Throws<TrainingException>(onlyLong.Next).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_round_of_shuffled_examples_has_each_of_them_once()
    {
        var examples = Enumerable.Range(0, 50).Select(n => new TrainingExample([n, n], [0, 1])).ToArray();
        var shuffled = new ShuffledExamples(examples, seed: 3, rounds: 2);
        int[] Round(int first) => [.. Enumerable.Range(first, 50).Select(index => shuffled.Find(index, 9)!.Tokens[0])];
        var (one, two) = (Round(0), Round(50));
        Assert.Equal(Enumerable.Range(0, 50), one.Order());
        Assert.Equal(Enumerable.Range(0, 50), two.Order());
        Assert.NotEqual(one, two);
        Assert.Null(shuffled.Find(100, 9));
        Assert.Equal(one, Round(0));
    }

    private static ListedExamples Examples() => ListedExamples.Counting(23, 500, seed: 1);

    private Trainer Create(TransformerConfig config, TrainingOptions options) => Trainer.ForNewModel(
        config, new InitialWeights { MatrixDeviation = 0.1, EmbeddingDeviation = 0.1 }, options, Examples(), _pool,
        TimeProvider.System);

    private Trainer Create(FlatWeights weights)
    {
        new InitialWeights { MatrixDeviation = 0.1 }.Fill(weights, seed: 1);
        return new Trainer(weights, Options, Examples(), _pool, TimeProvider.System);
    }

    private List<double> Train(FlatWeights weights, int steps)
    {
        var trainer = Create(weights);
        return [.. Enumerable.Range(0, steps).Select(_ => trainer.Next()!.Loss)];
    }
}
