using System.Runtime.InteropServices;
using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Elementwise;

namespace Ganban.Inference.Models.Encoders;

/// <summary>The tensors of an encoder by their roles. Matrices stay in the file, vectors are read.</summary>
internal sealed class EncoderWeights
{
    private readonly GgufFile _file;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public EncoderWeights(GgufFile file, EncoderConfig config)
    {
        _file = file;
        var width = config.Width;
        TokenEmbedding = MatrixOf("token_embd.weight", config.Vocabulary, width);
        Positions = config.RopeFrequencyBase is null
            ? MatrixOf("position_embd.weight", config.ContextLength, width)
            : null;
        TokenType = ReadTokenType(width);
        EmbeddingNorm = Norm("token_embd_norm", width);
        Layers = [.. Enumerable.Range(0, config.Layers).Select(layer => Layer($"blk.{layer}", config))];
        if (config.Pooling is EncoderPooling.Rank)
        {
            Classifier = Has("cls.weight") ? Linear("cls", width, width) : null;
            Score = Linear("cls.output", 1, width);
        }

        // A tensor that nobody reads, such as a second norm, would make the answers quietly wrong.
        var unread = file.Tensors.Keys.Except(_used).Order(StringComparer.Ordinal).FirstOrDefault();
        if (unread is not null)
        {
            throw new ModelFileException($"The file's tensor '{unread}' is not part of an encoder as supported here.");
        }
    }

    public Matrix TokenEmbedding { get; } // [vocabulary × width]

    public Matrix? Positions { get; } // [contextLength × width], or null with rotary positions

    /// <summary>Added to every token, `[width]`: the vector of the first token type.</summary>
    public float[]? TokenType { get; }

    public EncoderNorm EmbeddingNorm { get; }

    public IReadOnlyList<EncoderLayer> Layers { get; }

    /// <summary>The reranker's hidden layer, behind which stands tanh; some have none.</summary>
    public EncoderLinear? Classifier { get; } // [width × width]

    /// <summary>The reranker's output.</summary>
    public EncoderLinear? Score { get; } // [1 × width]

    private EncoderLayer Layer(string name, EncoderConfig config)
    {
        var (width, inner) = (config.Width, config.FeedForwardWidth);
        return new EncoderLayer
        {
            Qkv = Has($"{name}.attn_qkv.weight")
                ? [Linear($"{name}.attn_qkv", 3 * width, width)]
                : [.. "qkv".Select(part => Linear($"{name}.attn_{part}", width, width))],
            Output = Linear($"{name}.attn_output", width, width),
            AttentionNorm = Norm($"{name}.attn_output_norm", width),
            Gate = config.IsGated ? Linear($"{name}.ffn_gate", inner, width) : null,
            Up = Linear($"{name}.ffn_up", inner, width),
            Down = Linear($"{name}.ffn_down", width, inner),
            FeedForwardNorm = Norm($"{name}.layer_output_norm", width),
        };
    }

    private bool Has(string name) => _file.Tensors.ContainsKey(name);

    private EncoderLinear Linear(string name, int rows, int columns) => new(
        MatrixOf($"{name}.weight", rows, columns),
        Has($"{name}.bias") ? VectorOf($"{name}.bias", rows) : null);

    private EncoderNorm Norm(string name, int width) =>
        new(VectorOf($"{name}.weight", width), VectorOf($"{name}.bias", width));

    private Matrix MatrixOf(string name, int rows, int columns)
    {
        _used.Add(name);
        return new Matrix(_file, name, rows, columns);
    }

    private float[]? ReadTokenType(int width)
    {
        const string Name = "token_types.weight";
        if (!_file.Tensors.TryGetValue(Name, out var tensor))
        {
            return null;
        }

        // As many types as the model was trained with; single texts are all of the first.
        var types = tensor.Shape.Count == 2 ? tensor.Shape[1] : 1;
        var vector = new float[width];
        MatrixOf(Name, (int)Math.Min(types, int.MaxValue), width).ReadRow(0, vector);
        return vector;
    }

    private float[] VectorOf(string name, int length)
    {
        _used.Add(name);
        var tensor = _file.GetTensor(name, length);
        var bytes = _file.Read(tensor, 0, checked((int)tensor.Bytes));
        var numbers = new float[length];
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
