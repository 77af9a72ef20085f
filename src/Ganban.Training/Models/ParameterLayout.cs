using Ganban.Kernels.Gemm;

namespace Ganban.Training.Models;

/// <summary>
/// Where the tensors of a model lie in one list of numbers: the embedding, the layers, the last normalisation and, if
/// it is not tied, the output. Matrices with the same input lie one after another and are multiplied as one.
/// </summary>
public sealed class ParameterLayout
{
    private readonly TransformerConfig _config;
    private readonly List<ParameterTensor> _tensors = [];
    private readonly int _firstLayer;
    private readonly int _layerLength;

    /// <summary>Lays out a model.</summary>
    /// <param name="config">Its sizes.</param>
    public ParameterLayout(TransformerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Check();
        _config = config;
        Add("token_embd.weight", ParameterKind.Embedding, config.Vocabulary, config.Width);
        _firstLayer = Length;
        for (var layer = 0; layer < config.Layers; layer++)
        {
            AddLayer(layer);
        }

        _layerLength = (Length - _firstLayer) / config.Layers;
        Add("output_norm.weight", ParameterKind.Norm, 1, config.Width);
        if (!config.IsOutputTied)
        {
            Add("output.weight", ParameterKind.Embedding, config.Vocabulary, config.Width);
        }
    }

    /// <summary>The tensors in the order of their offsets.</summary>
    public IReadOnlyList<ParameterTensor> Tensors => _tensors;

    /// <summary>How many numbers there are.</summary>
    public int Length { get; private set; }

    /// <summary>How many numbers a layer has.</summary>
    internal int LayerLength => _layerLength;

    /// <summary>A layer's tensors, their offsets from the layer's start.</summary>
    /// <param name="layer">From 0.</param>
    internal IReadOnlyList<ParameterTensor> LayerParts(int layer)
    {
        var start = _firstLayer + (layer * _layerLength);
        return
        [
            .. from tensor in _tensors
               where tensor.Offset >= start && tensor.Offset < start + _layerLength
               select tensor with { Offset = tensor.Offset - start },
        ];
    }

    /// <summary>The model's tensors in a list of this layout.</summary>
    /// <param name="values">`[Length]`.</param>
    internal ModelTensors Model(Memory<float> values)
    {
        var (width, last) = (_config.Width, _firstLayer + (_config.Layers * _layerLength));
        var embedding = new MatrixView(values, _config.Vocabulary, width);
        return new ModelTensors(
            embedding, values.Slice(last, width),
            _config.IsOutputTied ? embedding : new MatrixView(values[(last + width)..], _config.Vocabulary, width));
    }

    /// <summary>A layer's tensors in a list of this layout.</summary>
    /// <param name="values">`[Length]`.</param>
    /// <param name="layer">From 0.</param>
    internal LayerTensors Layer(Memory<float> values, int layer) =>
        LayerTensors.Cut(_config, values.Slice(_firstLayer + (layer * _layerLength), _layerLength));

    private void AddLayer(int layer)
    {
        var (width, kv, inner) = (_config.Width, _config.KvWidth, _config.FeedForwardWidth);
        Add($"blk.{layer}.attn_norm.weight", ParameterKind.Norm, 1, width);
        Add($"blk.{layer}.attn_q.weight", ParameterKind.Matrix, _config.QueryWidth, width);
        Add($"blk.{layer}.attn_k.weight", ParameterKind.Matrix, kv, width);
        Add($"blk.{layer}.attn_v.weight", ParameterKind.Matrix, kv, width);
        Add($"blk.{layer}.attn_output.weight", ParameterKind.Matrix, width, _config.QueryWidth);
        Add($"blk.{layer}.ffn_norm.weight", ParameterKind.Norm, 1, width);
        Add($"blk.{layer}.ffn_gate.weight", ParameterKind.Matrix, inner, width);
        Add($"blk.{layer}.ffn_up.weight", ParameterKind.Matrix, inner, width);
        Add($"blk.{layer}.ffn_down.weight", ParameterKind.Matrix, width, inner);
    }

    private void Add(string name, ParameterKind kind, int rows, int columns)
    {
        if (Length + ((long)rows * columns) > Array.MaxLength)
        {
            throw new TrainingException($"A model of more than {Array.MaxLength} parameters can't be trained here.");
        }

        _tensors.Add(new ParameterTensor(name, kind, Length, rows, columns));
        Length += rows * columns;
    }
}
