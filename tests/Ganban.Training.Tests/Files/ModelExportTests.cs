using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Threading;
using Ganban.Training.Files;
using Ganban.Training.Models;
using Ganban.Training.Tests.Models;

namespace Ganban.Training.Tests.Files;

public sealed class ModelExportTests : IDisposable
{
    private static readonly TransformerConfig Config = new()
    {
        Vocabulary = TinyTokenizer.Size, Width = 64, Layers = 2, Heads = 4, KvHeads = 2, HeadSize = 32,
        FeedForwardWidth = 96, ContextLength = 64, RopeBase = 500, RmsEpsilon = 1e-6f,
    };

    private readonly WorkPool _pool = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-export").FullName;

    public void Dispose()
    {
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(TensorType.F32, true, 1e-5)]
    [InlineData(TensorType.F32, false, 1e-5)]
    [InlineData(TensorType.F16, true, 1e-3)]
    [InlineData(TensorType.Q8_0, true, 0.02)]
    public void The_engine_computes_the_trainers_logits(TensorType type, bool tied, double tolerance)
    {
        var weights = Weights(Config with { IsOutputTied = tied });
        var path = Path.Combine(_folder, "model.gguf");
        ModelExport.WriteGguf(weights, path, TinyTokenizer.Metadata(), type);
        var batch = ToyModels.Batch(Config, seed: 2, 40);
        var expected = new Transformer(weights.Config, _pool).Logits(batch, weights);
        Assert.InRange(EngineLogits.Difference(expected, EngineLogits.Of(path, batch.Tokens)), 0, tolerance);

        using var file = GgufFile.Open(path);
        Assert.Equal(type, file.Tensors["blk.1.ffn_down.weight"].Type);
        Assert.Equal(TensorType.F32, file.Tensors["blk.1.ffn_norm.weight"].Type);
        Assert.Equal("{{ messages[0].content }}", file.Metadata.GetString("tokenizer.chat_template"));
    }

    [Fact]
    public void Rows_that_are_no_whole_blocks_become_F16()
    {
        var config = Config with { FeedForwardWidth = 50 };
        var weights = Weights(config);
        var path = Path.Combine(_folder, "model.gguf");
        ModelExport.WriteGguf(weights, path, TinyTokenizer.Metadata(), TensorType.Q8_0);
        using var file = GgufFile.Open(path);
        Assert.Equal(TensorType.F16, file.Tensors["blk.0.ffn_down.weight"].Type);
        Assert.Equal(TensorType.Q8_0, file.Tensors["blk.0.ffn_up.weight"].Type);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_written_is_read_as_a_base_model(bool tied)
    {
        var weights = Weights(Config with { IsOutputTied = tied });
        var path = Path.Combine(_folder, "model.gguf");
        ModelExport.WriteGguf(weights, path, TinyTokenizer.Metadata(), TensorType.F32);
        using var model = BaseModel.Open(path);
        Assert.Equal(weights.Config, model.Config);
        foreach (var tensor in weights.Trained)
        {
            var numbers = new float[tensor.Length];
            model.Read(tensor, numbers);
            Assert.Equal(weights.Values[tensor.Offset..(tensor.Offset + tensor.Length)], numbers);
        }
    }

    [Fact]
    public void Safetensors_are_imported_by_the_engine_as_the_same_model()
    {
        var weights = Weights(Config);
        var source = new ListedExamples([]);
        var trainer = new Trainer(weights, new TrainingOptions { Steps = 1 }, source, _pool, TimeProvider.System);
        ModelExport.WriteSafetensors(trainer, _folder);
        using var file = SafetensorsFile.Open(Path.Combine(_folder, "model.safetensors"));
        Assert.Equal(weights.Trained.Count, file.Tensors.Count);
        var keys = weights.Trained.Single(tensor => tensor.Name == "blk.1.attn_k.weight");
        Assert.Equal(
            weights.Values[keys.Offset..(keys.Offset + keys.Length)],
            file.ReadSingles("model.layers.1.self_attn.k_proj.weight", 64, 64));
        var config = File.ReadAllText(Path.Combine(_folder, "config.json"));
        Assert.Contains("\"rope_theta\": 500", config, StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_of_another_architecture_is_refused()
    {
        var path = Path.Combine(_folder, "other.gguf");
        var writer = new GgufWriter();
        writer.AddMetadata("general.architecture", "qwen2");
        writer.Write(path);
        var error = Assert.Throws<TrainingException>(() => BaseModel.Open(path));
        Assert.Contains("'qwen2'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'llama'", error.Message, StringComparison.Ordinal);
    }

    private static FlatWeights Weights(TransformerConfig config)
    {
        var weights = new FlatWeights(config);
        ToyModels.Fill(weights.Values, seed: 1);
        return weights;
    }
}
