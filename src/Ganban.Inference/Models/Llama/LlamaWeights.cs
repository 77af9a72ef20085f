using System.Runtime.InteropServices;
using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Elementwise;

namespace Ganban.Inference.Models.Llama;

/// <summary>The tensors of a llama model by their roles. Matrices stay in the file, norms are read.</summary>
internal sealed record LlamaWeights
{
    public required Matrix TokenEmbedding { get; init; } // [vocabulary × width]

    public required IReadOnlyList<LlamaLayer> Layers { get; init; }

    public required float[] OutputNorm { get; init; } // [width]

    /// <summary>`[vocabulary × width]`; the embedding again where the file has no other.</summary>
    public required Matrix Output { get; init; }

    /// <summary>Divisors of the rotation frequencies, `[ropeDimensions / 2]` (Llama 3.1), or null.</summary>
    public required float[]? RopeFactors { get; init; }

    public static LlamaWeights Load(GgufFile file, LlamaConfig config)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var embedding = MatrixOf("token_embd", config.Vocabulary, config.Width);
        var weights = new LlamaWeights
        {
            TokenEmbedding = embedding,
            Layers = [.. Enumerable.Range(0, config.Layers).Select(LayerOf)],
            OutputNorm = VectorOf("output_norm", config.Width),
            Output = file.Tensors.ContainsKey("output.weight")
                ? MatrixOf("output", config.Vocabulary, config.Width)
                : embedding,
            RopeFactors = file.Tensors.ContainsKey("rope_freqs.weight")
                ? VectorOf("rope_freqs", config.RopeDimensions / 2)
                : null,
        };

        // A tensor that nobody reads, such as a bias, would make the answers quietly wrong.
        var unread = file.Tensors.Keys.Except(used).Order(StringComparer.Ordinal).FirstOrDefault();
        return unread is null
            ? weights
            : throw new ModelFileException(
                $"The file's tensor '{unread}' is not part of a llama model as supported here.");

        LlamaLayer LayerOf(int layer) => new()
        {
            AttentionNorm = VectorOf($"blk.{layer}.attn_norm", config.Width),
            Wq = MatrixOf($"blk.{layer}.attn_q", config.Width, config.Width),
            Wk = MatrixOf($"blk.{layer}.attn_k", config.KvWidth, config.Width),
            Wv = MatrixOf($"blk.{layer}.attn_v", config.KvWidth, config.Width),
            Wo = MatrixOf($"blk.{layer}.attn_output", config.Width, config.Width),
            FeedForwardNorm = VectorOf($"blk.{layer}.ffn_norm", config.Width),
            Gate = MatrixOf($"blk.{layer}.ffn_gate", config.FeedForwardWidth, config.Width),
            Up = MatrixOf($"blk.{layer}.ffn_up", config.FeedForwardWidth, config.Width),
            Down = MatrixOf($"blk.{layer}.ffn_down", config.Width, config.FeedForwardWidth),
        };

        Matrix MatrixOf(string name, int rows, int columns)
        {
            used.Add($"{name}.weight");
            return new Matrix(file, $"{name}.weight", rows, columns);
        }

        float[] VectorOf(string name, int length)
        {
            used.Add($"{name}.weight");
            return ReadVector(file, file.GetTensor($"{name}.weight", length));
        }
    }

    private static float[] ReadVector(GgufFile file, GgufTensor tensor)
    {
        var bytes = file.Read(tensor, 0, checked((int)tensor.Bytes));
        var numbers = new float[tensor.Shape[0]];
        switch (tensor.Type)
        {
            case TensorType.F32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(numbers);
                break;
            case TensorType.F16:
                HalfConversion.ToSingle(MemoryMarshal.Cast<byte, Half>(bytes), numbers);
                break;
            default:
                throw new ModelFileException(
                    $"The vector '{tensor.Name}' is in the format {tensor.Type}; F32 or F16 is needed.");
        }

        return numbers;
    }
}
