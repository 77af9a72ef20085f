using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Encoders;

/// <summary>The tensors of an encoder by their roles. Matrices stay in the file, vectors are read.</summary>
internal sealed class EncoderWeights
{
    private const string TokenTypes = "token_types.weight";

    private readonly TensorReader _reader;

    public EncoderWeights(GgufFile file, EncoderConfig config, string architecture)
    {
        _reader = new TensorReader(file);
        var width = config.Width;
        TokenEmbedding = _reader.Matrix("token_embd.weight", config.Vocabulary, width);
        Positions = config.RopeFrequencyBase is null
            ? _reader.Matrix("position_embd.weight", config.ContextLength, width)
            : null;
        TokenType = file.Tensors.TryGetValue(TokenTypes, out var types) ? ReadTokenType(types, width) : null;
        EmbeddingNorm = Norm("token_embd_norm", width);
        Layers = [.. Enumerable.Range(0, config.Layers).Select(layer => Layer($"blk.{layer}", config))];
        if (config.Pooling is EncoderPooling.Rank)
        {
            Classifier = _reader.Has("cls.weight") ? Linear("cls", width, width) : null;
            Score = Linear("cls.output", 1, width);
        }

        _reader.RefuseRest(architecture);
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
            Qkv = _reader.Has($"{name}.attn_qkv.weight")
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

    private EncoderLinear Linear(string name, int rows, int columns) =>
        new(_reader.Matrix($"{name}.weight", rows, columns), _reader.FindVector($"{name}.bias", rows));

    private EncoderNorm Norm(string name, int width) =>
        new(_reader.Vector($"{name}.weight", width), _reader.Vector($"{name}.bias", width));

    /// <summary>The first of as many types as the model was trained with: single texts are all of that one.</summary>
    private float[] ReadTokenType(GgufTensor tensor, int width)
    {
        var types = tensor.Shape.Count == 2 ? tensor.Shape[1] : 1;
        var vector = new float[width];
        _reader.Matrix(TokenTypes, (int)Math.Min(types, int.MaxValue), width).ReadRow(0, vector);
        return vector;
    }
}
