using System.Runtime.InteropServices;
using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Formats;
using Ganban.TinyModels;

namespace Ganban.Inference.Tests.ModelFiles;

public sealed class GgufQuantizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-quantize-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // llama.cpp: the first and last eighth of the layers and every third between get more bits.
    [Fact]
    public void The_usual_mix_gives_values_and_downward_matrices_of_chosen_layers_more_bits()
    {
        WriteModel(layers: 16);
        Quantize("Q4_K_M");
        using var file = GgufFile.Open(PathOf("out"));
        foreach (var role in new[] { "attn_v", "ffn_down" })
        {
            Assert.Equal(
                [0, 1, 4, 7, 10, 13, 14, 15],
                Enumerable.Range(0, 16).Where(layer => file.Tensors[$"blk.{layer}.{role}.weight"].Type is TensorType.Q6_K));
        }

        Assert.Equal(TensorType.Q4_K, file.Tensors["blk.0.attn_q.weight"].Type);
        Assert.Equal(TensorType.Q6_K, file.Tensors["output.weight"].Type);
        Assert.Equal(TensorType.Q4_K, file.Tensors["token_embd.weight"].Type);
        Assert.Equal(TensorType.F32, file.Tensors["blk.0.attn_norm.weight"].Type);
        Assert.Equal(TensorType.Q8_0, file.Tensors["blk.0.narrow.weight"].Type);
        Assert.Equal(TensorType.F16, file.Tensors["blk.0.odd.weight"].Type);
        Assert.Equal(15, file.Metadata.GetInteger("general.file_type", 0, 99));
    }

    [Theory]
    [InlineData("Q8_0", 0.01)]
    [InlineData("Q6_K", 0.03)]
    [InlineData("Q4_K_M", 0.12)]
    [InlineData("Q4_0", 0.15)]
    public void Weights_stay_near_what_they_were(string mix, double error)
    {
        WriteModel(layers: 2);
        Quantize(mix);
        using var source = GgufFile.Open(PathOf("in"));
        using var target = GgufFile.Open(PathOf("out"));
        foreach (var name in source.Tensors.Keys)
        {
            var worst = Numbers(source, name).Zip(Numbers(target, name), (one, other) => Math.Abs(one - other)).Max();
            Assert.True(worst < error, $"{name}: {worst}");
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_byte()
    {
        WriteModel(layers: 2);
        Quantize("Q4_K_M", threads: 1);
        var one = File.ReadAllBytes(PathOf("out"));
        Quantize("Q4_K_M", threads: 3);
        Assert.Equal(one, File.ReadAllBytes(PathOf("out")));
    }

    [Fact]
    public void What_is_quantised_already_is_refused()
    {
        WriteModel(layers: 2);
        Quantize("Q4_K_M");
        var fault = Assert.Throws<ModelFileException>(() => GgufQuantizer.Quantize(
            PathOf("out"), PathOf("again"), QuantizationMix.Get("Q8_0"), 1, null, default));
        Assert.Contains("already", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf("again")));
    }

    [Fact]
    public void All_else_of_the_file_stays()
    {
        TinyModel.Find("qwen2moe")!.Write(PathOf("in"));
        var steps = new List<long>();
        GgufQuantizer.Quantize(PathOf("in"), PathOf("out"), QuantizationMix.Get("Q8_0"), 2, new Steps(steps), default);
        using var source = GgufFile.Open(PathOf("in"));
        using var target = GgufFile.Open(PathOf("out"));
        Assert.Empty(source.Metadata.Values.Keys.Except(target.Metadata.Values.Keys));
        Assert.Equal(source.Metadata.GetStrings("tokenizer.ggml.tokens"), target.Metadata.GetStrings("tokenizer.ggml.tokens"));
        Assert.Equal(source.Tensors.Keys, target.Tensors.Keys);
        Assert.Equal(TensorType.F32, target.Tensors["blk.0.ffn_gate_inp.weight"].Type);
        Assert.Equal(TensorType.Q8_0, target.Tensors["blk.0.ffn_down_exps.weight"].Type);
        Assert.Equal(target.Tensors.Values.Sum(tensor => tensor.Bytes), steps[^1]);
    }

    private string PathOf(string name) => Path.Combine(_folder, $"{name}.gguf");

    private void Quantize(string mix, int threads = 2) =>
        GgufQuantizer.Quantize(PathOf("in"), PathOf("out"), QuantizationMix.Get(mix), threads, null, default);

    private static float[] Numbers(GgufFile file, string name)
    {
        var tensor = file.Tensors[name];
        var numbers = new float[tensor.Shape.Aggregate(1L, (product, size) => product * size)];
        Weights.ToSingle((WeightFormat)tensor.Type, file.Read(tensor, 0, (int)tensor.Bytes), numbers);
        return numbers;
    }

    private void WriteModel(int layers)
    {
        var writer = new GgufWriter();
        writer.AddMetadata("general.architecture", "llama");
        writer.AddMetadata("llama.block_count", (uint)layers);
        var random = new Random(5);
        Add("token_embd.weight", 256, 8);
        Add("output.weight", 256, 8);
        Add("blk.0.narrow.weight", 96, 4);
        Add("blk.0.odd.weight", 50, 4);
        for (var layer = 0; layer < layers; layer++)
        {
            Add($"blk.{layer}.attn_norm.weight", 256);
            Add($"blk.{layer}.attn_q.weight", 256, 4);
            Add($"blk.{layer}.attn_v.weight", 256, 4);
            Add($"blk.{layer}.ffn_down.weight", 512, 4);
        }

        writer.Write(PathOf("in"));

        void Add(string name, params long[] shape)
        {
            var numbers = new float[shape.Aggregate(1L, (product, size) => product * size)];
            for (var index = 0; index < numbers.Length; index++)
            {
                numbers[index] = (float)((random.NextDouble() * 2) - 1);
            }

            writer.AddTensor(name, TensorType.F32, shape, () => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());
        }
    }

    private sealed class Steps(List<long> steps) : IProgress<(string Tensor, long BytesDone, long Bytes)>
    {
        public void Report((string Tensor, long BytesDone, long Bytes) value) => steps.Add(value.BytesDone);
    }
}
