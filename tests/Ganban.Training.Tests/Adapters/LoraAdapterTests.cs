using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Threading;
using Ganban.Training.Adapters;
using Ganban.Training.Files;
using Ganban.Training.Models;
using Ganban.Training.Tests.Files;
using Ganban.Training.Tests.Models;

namespace Ganban.Training.Tests.Adapters;

public sealed class LoraAdapterTests : IDisposable
{
    private static readonly TransformerConfig Config = new()
    {
        Vocabulary = TinyTokenizer.Size, Width = 32, Layers = 2, Heads = 4, KvHeads = 2, HeadSize = 8,
        FeedForwardWidth = 48, ContextLength = 64,
    };

    private readonly WorkPool _pool = new(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-lora").FullName;
    private readonly BaseModel _base;

    public LoraAdapterTests()
    {
        var weights = new FlatWeights(Config);
        new InitialWeights { MatrixDeviation = 0.15, EmbeddingDeviation = 0.2 }.Fill(weights, seed: 1);
        var path = Path.Combine(_folder, "base.gguf");
        ModelExport.WriteGguf(weights, path, TinyTokenizer.Metadata(), TensorType.Q8_0);
        _base = BaseModel.Open(path);
    }

    public void Dispose()
    {
        _base.Dispose();
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_new_adapter_changes_nothing()
    {
        var adapter = new LoraAdapter(_base, new LoraOptions { Rank = 3 }, _pool);
        var batch = ToyModels.Batch(Config, seed: 3, 20);
        var found = new Transformer(Config, _pool).Logits(batch, adapter.Weights);
        Assert.InRange(
            EngineLogits.Difference(EngineLogits.Of(Path.Combine(_folder, "base.gguf"), batch.Tokens), found), 0, 0.01);
    }

    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        var adapter = new LoraAdapter(_base, new LoraOptions { Rank = 2, Alpha = 3, Targets = ["attn_k", "ffn_up"] }, _pool);
        var weights = adapter.Weights;
        ToyModels.Fill(weights.Values, seed: 4);
        var batch = ToyModels.Batch(Config, seed: 5, 9, 6);
        var transformer = new Transformer(Config, _pool);
        transformer.Train(batch, weights);
        var gradients = weights.Gradients.ToArray();
        Assert.Equal(2 * 2 * 2, weights.Trained.Count);
        var reference = new ReferenceModel(Config);
        const float Step = 1f / 1024;
        for (var index = 0; index < gradients.Length; index += 7)
        {
            var value = weights.Values[index];
            weights.Values[index] = value + Step;
            var above = reference.Loss(Merged(weights), batch);
            weights.Values[index] = value - Step;
            var slope = (above - reference.Loss(Merged(weights), batch)) / (2 * Step);
            weights.Values[index] = value;
            Assert.True(
                Math.Abs(slope - gradients[index]) < 2e-3 + (2e-3 * Math.Abs(slope)),
                $"The gradient at {index} is {gradients[index]}, not {slope}.");
        }
    }

    [Fact]
    public void It_learns_is_saved_loaded_and_merged()
    {
        var options = new TrainingOptions
        {
            Steps = 60, BatchTokens = 512, Optimizer = new() { LearningRate = 0.02, WeightDecay = 0 }, WarmupSteps = 5,
        };
        var adapter = new LoraAdapter(_base, new LoraOptions { Rank = 4 }, _pool);
        var trainer = Trainer.ForAdapter(
            adapter, options, ListedExamples.Counting(23, 300, seed: 1), _pool, TimeProvider.System);
        var losses = new List<double>();
        while (trainer.Next() is { } step)
        {
            losses.Add(step.Loss);
        }

        Assert.InRange(losses[^1], 0, 0.6 * losses[0]);
        var batch = ToyModels.Batch(Config, seed: 6, 30);
        var expected = new Transformer(Config, _pool).Logits(batch, adapter.Weights);

        adapter.Save(Path.Combine(_folder, "adapter"));
        var loaded = LoraAdapter.Load(Path.Combine(_folder, "adapter"), _base, _pool);
        Assert.Equal(expected, new Transformer(Config, _pool).Logits(batch, loaded.Weights));

        var merged = Path.Combine(_folder, "merged.gguf");
        ModelExport.WriteGguf(trainer, merged, TinyTokenizer.Metadata(), TensorType.F32);
        Assert.InRange(EngineLogits.Difference(expected, EngineLogits.Of(merged, batch.Tokens)), 0, 1e-5);
    }

    [Fact]
    public void An_adapter_of_another_base_is_refused()
    {
        var adapter = new LoraAdapter(_base, new LoraOptions(), _pool);
        adapter.Save(_folder);
        var weights = new FlatWeights(Config with { Width = 64 });
        var path = Path.Combine(_folder, "wide.gguf");
        ModelExport.WriteGguf(weights, path, TinyTokenizer.Metadata(), TensorType.F32);
        using var wide = BaseModel.Open(path);
        var error = Assert.Throws<TrainingException>(() => LoraAdapter.Load(_folder, wide, _pool));
        Assert.Contains("holds no adapter of this base model", error.Message, StringComparison.Ordinal);
        Assert.Throws<TrainingException>(
            () => new LoraAdapter(_base, new LoraOptions { Targets = ["output"] }, _pool));
        Assert.Throws<TrainingException>(() => LoraAdapter.Load(Path.Combine(_folder, "none"), _base, _pool));
    }

    private static double[] Merged(LoraWeights weights)
    {
        // In single precision, of which the step is a power of two.
        var flat = new FlatWeights(Config);
        weights.Model.Embedding.Memory.CopyTo(flat.Model.Embedding.Memory);
        weights.Model.OutputNorm.CopyTo(flat.Model.OutputNorm);
        for (var layer = 0; layer < Config.Layers; layer++)
        {
            weights.Layer(layer).Values.CopyTo(flat.Layer(layer).Values);
        }

        return Array.ConvertAll(flat.Values, value => (double)value);
    }
}
