using System.Runtime.CompilerServices;
using System.Text.Json;
using Ganban.Kernels.Threading;
using Ganban.Training.Data;
using Ganban.Training.Models;
using Ganban.Training.Optimizers;
using Ganban.Training.Tests.Models;

namespace Ganban.Training.Tests;

/// <summary>Whole steps against numbers from PyTorch: Facts/README.md.</summary>
public sealed class PyTorchStepTests
{
    private static readonly TrainingOptions Options = new()
    {
        Steps = 2,
        BatchTokens = 18,
        WarmupSteps = 0,
        Optimizer = new OptimizerOptions
        {
            LearningRate = 0.01,
            NormLearningRate = 0.003,
            EmbeddingLearningRate = 0.02,
            WeightDecay = 0.1,
            ClipNorm = 0.5,
        },
    };

    [Fact]
    public void Two_steps_give_the_losses_gradients_and_weights_of_PyTorch()
    {
        var weights = new FlatWeights(ToyModels.Config);
        for (var index = 0; index < weights.Values.Length; index++)
        {
            weights.Values[index] = (float)(0.4 * Math.Sin(1 + (0.7 * index)));
        }

        using var pool = new WorkPool(2);
        var source = new ListedExamples([Example(0), Example(20)]);
        var trainer = new Trainer(weights, Options, source, pool, TimeProvider.System);
        using var facts = JsonDocument.Parse(File.ReadAllText(FactsPath()));
        foreach (var fact in facts.RootElement.EnumerateArray())
        {
            var report = trainer.Next();
            Assert.NotNull(report);
            Assert.Equal(fact.GetProperty("loss").GetDouble(), report.Loss, 2e-6);
            Assert.Equal(fact.GetProperty("norm").GetDouble(), report.GradientNorm, 2e-6);

            // The trainer's gradients are sums; the weights of the tokens are 9 in all.
            Compare(fact.GetProperty("gradients"), weights, weights.Gradients, factor: 1 / 9d);
            Compare(fact.GetProperty("weights"), weights, weights.Values, factor: 1);
        }

        Assert.True(trainer.IsDone);
    }

    private static void Compare(JsonElement fact, FlatWeights weights, float[] numbers, double factor)
    {
        foreach (var tensor in weights.Trained)
        {
            var found = numbers.AsSpan(tensor.Offset, tensor.Length).ToArray().Select(n => n * factor).ToArray();
            double[] summary = [found.Sum(), found.Sum(n => n * n), .. found[..3]];
            double[] expected = [.. fact.GetProperty(tensor.Name).EnumerateArray().Select(n => n.GetDouble())];
            for (var index = 0; index < expected.Length; index++)
            {
                Assert.True(
                    Math.Abs(expected[index] - summary[index]) < 3e-5 + (1e-5 * Math.Abs(expected[index])),
                    $"{tensor.Name}, {index}: {summary[index]}, not {expected[index]}");
            }
        }
    }

    private static TrainingExample Example(int first) => new(
        [.. Enumerable.Range(first, 9).Select(i => ((7 * i) + (3 * i * i)) % 13)],
        [.. Enumerable.Range(0, 9).Select(i => i % 3 * 0.5f)]);

    private static string FactsPath([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "Facts", "step.json");
}
