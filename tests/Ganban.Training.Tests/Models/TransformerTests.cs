using Ganban.Kernels.Threading;
using Ganban.Training.Models;

namespace Ganban.Training.Tests.Models;

public sealed class TransformerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_are_those_of_finite_differences_in_double_precision(bool tied)
    {
        var config = ToyModels.Config with { IsOutputTied = tied };
        var weights = new FlatWeights(config);
        ToyModels.Fill(weights.Values, seed: 1);
        var batch = ToyModels.Batch(config, seed: 2, 7, 1, 5);
        using var pool = new WorkPool(2);
        var loss = new Transformer(config, pool).Train(batch, weights);

        var reference = new ReferenceModel(config);
        var values = Array.ConvertAll(weights.Values, value => (double)value);
        Assert.Equal(reference.Loss(values, batch), loss, 1e-4);
        const double Step = 1e-5;
        for (var index = tied ? 0 : 1; index < values.Length; index += 2)
        {
            var value = values[index];
            values[index] = value + Step;
            var above = reference.Loss(values, batch);
            values[index] = value - Step;
            var slope = (above - reference.Loss(values, batch)) / (2 * Step);
            values[index] = value;
            Assert.True(
                Math.Abs(slope - weights.Gradients[index]) < 2e-5 + (2e-5 * Math.Abs(slope)),
                $"The gradient at {index} is {weights.Gradients[index]}, not {slope}.");
        }
    }

    [Fact]
    public void Long_sequences_give_the_loss_and_the_slope_of_the_reference()
    {
        // Longer than a block of queries, so that blocks meet.
        var config = ToyModels.Config;
        var weights = new FlatWeights(config);
        ToyModels.Fill(weights.Values, seed: 3);
        var batch = ToyModels.Batch(config, seed: 4, 120, 97, 2);
        using var pool = new WorkPool(2);
        var loss = new Transformer(config, pool).Train(batch, weights);

        var reference = new ReferenceModel(config);
        var values = Array.ConvertAll(weights.Values, value => (double)value);
        Assert.Equal(reference.Loss(values, batch), loss, 1e-3);

        // The slope along the gradient is the square of its length.
        var square = weights.Gradients.Sum(gradient => (double)gradient * gradient);
        var step = 1e-5 / Math.Sqrt(square);
        var above = reference.Loss([.. values.Zip(weights.Gradients, (v, g) => v + (step * g))], batch);
        var below = reference.Loss([.. values.Zip(weights.Gradients, (v, g) => v - (step * g))], batch);
        Assert.Equal(1, (above - below) / (2 * step) / square, 1e-5);
    }

    [Fact]
    public void Loss_and_gradients_don_t_depend_on_the_number_of_threads()
    {
        var config = ToyModels.Config with { Width = 64, HeadSize = 16, FeedForwardWidth = 96, Vocabulary = 300 };
        var batch = ToyModels.Batch(config, seed: 5, 100, 128, 30, 77);
        var runs = new[] { 1, 2, 5 }.Select(threads =>
        {
            using var pool = new WorkPool(threads);
            var weights = new FlatWeights(config);
            ToyModels.Fill(weights.Values, seed: 6);
            return (Loss: new Transformer(config, pool).Train(batch, weights), weights.Gradients);
        }).ToArray();
        Assert.All(runs, run => Assert.Equal(runs[0].Loss, run.Loss));
        Assert.All(runs, run => Assert.Equal(runs[0].Gradients, run.Gradients));
    }

    [Fact]
    public void A_sequence_sees_nothing_of_its_neighbours()
    {
        var config = ToyModels.Config;
        var weights = new FlatWeights(config);
        ToyModels.Fill(weights.Values, seed: 7);
        using var pool = new WorkPool(1);
        var transformer = new Transformer(config, pool);
        var both = transformer.Logits(ToyModels.Batch(config, seed: 8, 9, 4), weights);
        var alone = transformer.Logits(ToyModels.Batch(config, seed: 8, 9), weights);
        Assert.Equal(alone, both[..alone.Length]);
    }
}
