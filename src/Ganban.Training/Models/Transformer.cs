using Ganban.Kernels.Gemm;
using Ganban.Kernels.Gradients;
using Ganban.Kernels.Threading;

namespace Ganban.Training.Models;

/// <summary>
/// The forward and backward pass of a llama over a packed batch, in F32. Results depend on the batch and the weights,
/// and not on the number of threads. One pass at a time.
/// </summary>
internal sealed class Transformer
{
    private readonly TransformerConfig _config;
    private readonly WorkPool _pool;
    private readonly FloatGemm _gemm;
    private readonly RotaryTable _rotary;
    private readonly CausalAttention _attention;
    private readonly NormPass _norm;
    private readonly OutputLoss _loss;
    private int _capacity;
    private LayerActivations[] _layers = [];
    private float[] _hidden = [];
    private float[] _hiddenGradient = [];
    private float[] _widthGradient = [];
    private float[] _qkvGradient = [];
    private float[] _mixedOn = [];
    private float[] _mixedGradient = [];
    private float[] _gatedGradient = [];
    private int[] _positions = [];

    public Transformer(TransformerConfig config, WorkPool pool, float[]? rotaryDivisors = null)
    {
        _config = config;
        _pool = pool;
        _gemm = new FloatGemm(pool);
        _rotary = new RotaryTable(config, rotaryDivisors);
        _attention = new CausalAttention(config, pool);
        _norm = new NormPass(config, pool);
        _loss = new OutputLoss(config, pool, _gemm);
    }

    /// <summary>Sums the weighted loss of a batch and adds its gradients.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="weights">The model.</param>
    /// <returns>Σ weight · −log p; not divided by the weights.</returns>
    public double Train(PackedBatch batch, IWeights weights)
    {
        var counting = batch.Counting();
        if (counting.Length == 0)
        {
            return 0;
        }

        Forward(batch, weights, counting);
        var loss = _loss.Run(batch, counting, _hidden, weights, _hiddenGradient);
        for (var layer = _config.Layers - 1; layer >= 0; layer--)
        {
            BackwardLayer(batch, weights, layer, layer == _config.Layers - 1 ? counting : null);
        }

        if (weights.ModelGradients is { } gradients)
        {
            AddEmbeddingGradients(batch, gradients.Embedding);
        }

        return loss;
    }

    /// <summary>Sums the weighted loss of a batch.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="weights">The model.</param>
    /// <returns>Σ weight · −log p.</returns>
    public double Evaluate(PackedBatch batch, IWeights weights)
    {
        var counting = batch.Counting();
        if (counting.Length == 0)
        {
            return 0;
        }

        Forward(batch, weights, counting);
        return _loss.Run(batch, counting, _hidden, weights, hiddenGradient: null);
    }

    /// <summary>The logits after every token.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="weights">The model.</param>
    /// <returns>`[tokens × vocabulary]`.</returns>
    public float[] Logits(PackedBatch batch, IWeights weights)
    {
        Forward(batch, weights, counting: null);
        return _loss.Logits(batch.Tokens.Length, _hidden, weights.Model);
    }

    // Of the last layer only the tokens that count go on behind its attention.
    private void Forward(PackedBatch batch, IWeights weights, int[]? counting)
    {
        Prepare(batch);
        var (width, tokens) = (_config.Width, batch.Tokens.Length);
        var embedding = weights.Model.Embedding;
        for (var token = 0; token < tokens; token++)
        {
            embedding.Memory.Span.Slice(batch.Tokens[token] * width, width)
                .CopyTo(_layers[0].Input.AsSpan(token * width));
        }

        for (var index = 0; index < _config.Layers; index++)
        {
            var (layer, tensors) = (_layers[index], weights.Layer(index));
            var isLast = index + 1 == _config.Layers;
            ForwardAttention(batch, tensors, layer);
            ForwardRest(tokens, isLast ? counting : null, tensors, layer, isLast ? _hidden : _layers[index + 1].Input);
        }
    }

    private void ForwardAttention(PackedBatch batch, LayerTensors tensors, LayerActivations layer)
    {
        var (tokens, width) = (batch.Tokens.Length, _config.Width);
        _norm.Forward(tokens, layer.Input, tensors.AttentionNorm, layer.AttentionNormed);
        var qkv = new MatrixView(layer.Qkv, tokens, _config.QkvWidth);
        _gemm.Multiply(new(layer.AttentionNormed, tokens, width), tensors.QueryKeyValue.Transpose(), qkv);
        TokenBlocks.Run(_pool, tokens, _config.QkvWidth, (_, token) =>
            _rotary.Turn(QueriesAndKeys(layer.Qkv, token), _positions[token]));
        _attention.Forward(batch, layer.Qkv, layer.Mixed, layer.LogSums);
    }

    private void ForwardRest(
        int tokens, int[]? rows, LayerTensors tensors, LayerActivations layer, float[] output)
    {
        var (width, inner) = (_config.Width, _config.FeedForwardWidth);
        if (rows is null)
        {
            layer.MixedOn = layer.Mixed;
            layer.Input.AsSpan(0, tokens * width).CopyTo(layer.Middle);
        }
        else
        {
            tokens = rows.Length;
            layer.MixedOn = _mixedOn;
            TokenRows.Gather(rows, layer.Mixed, _mixedOn, _config.QueryWidth);
            TokenRows.Gather(rows, layer.Input, layer.Middle, width);
        }

        _gemm.Multiply(
            new(layer.MixedOn, tokens, _config.QueryWidth), tensors.AttentionOutput.Transpose(),
            new(layer.Middle, tokens, width), add: true);
        _norm.Forward(tokens, layer.Middle, tensors.FeedForwardNorm, layer.FeedForwardNormed);
        _gemm.Multiply(
            new(layer.FeedForwardNormed, tokens, width), tensors.GateUp.Transpose(),
            new(layer.GateUp, tokens, 2 * inner));
        TokenBlocks.Run(_pool, tokens, 3 * inner, (_, token) => SwiGluGradient.Forward(
            layer.GateUp.AsSpan(2 * token * inner, inner), layer.GateUp.AsSpan(((2 * token) + 1) * inner, inner),
            layer.Gated.AsSpan(token * inner, inner)));
        layer.Middle.AsSpan(0, tokens * width).CopyTo(output);
        _gemm.Multiply(
            new(layer.Gated, tokens, inner), tensors.Down.Transpose(), new(output, tokens, width), add: true);
    }

    private void BackwardLayer(PackedBatch batch, IWeights weights, int index, int[]? rows)
    {
        var (layer, tensors, gradients) = (_layers[index], weights.Layer(index), weights.LayerGradients(index));
        BackwardRest(batch.Tokens.Length, rows, tensors, gradients, layer);
        BackwardAttention(batch, tensors, gradients, layer);
        weights.CompleteGradients(index);
    }

    private void BackwardRest(
        int tokens, int[]? rows, LayerTensors tensors, LayerTensors gradients, LayerActivations layer)
    {
        var count = rows?.Length ?? tokens;
        BackwardFeedForward(count, tensors, gradients, layer);
        var output = new MatrixView(_hiddenGradient, count, _config.Width);
        _gemm.Multiply(
            output.Transpose(), new(layer.MixedOn, count, _config.QueryWidth), gradients.AttentionOutput, add: true);
        _gemm.Multiply(output, tensors.AttentionOutput, new(_mixedGradient, count, _config.QueryWidth));
        if (rows is not null)
        {
            TokenRows.Scatter(rows, tokens, _mixedGradient, _config.QueryWidth);
            TokenRows.Scatter(rows, tokens, _hiddenGradient, _config.Width);
        }
    }

    private void BackwardFeedForward(
        int tokens, LayerTensors tensors, LayerTensors gradients, LayerActivations layer)
    {
        var (width, inner) = (_config.Width, _config.FeedForwardWidth);
        var output = new MatrixView(_hiddenGradient, tokens, width);
        var gated = new MatrixView(_gatedGradient, tokens, inner);
        _gemm.Multiply(output.Transpose(), new(layer.Gated, tokens, inner), gradients.Down, add: true);
        _gemm.Multiply(output, tensors.Down, gated);

        // What the gate needs of its forward pass is replaced by the gradients.
        TokenBlocks.Run(_pool, tokens, 3 * inner, (_, token) => SwiGluGradient.Backward(
            layer.GateUp.AsSpan(2 * token * inner, inner), layer.GateUp.AsSpan(((2 * token) + 1) * inner, inner),
            _gatedGradient.AsSpan(token * inner, inner)));
        var gateUp = new MatrixView(layer.GateUp, tokens, 2 * inner);
        _gemm.Multiply(
            gateUp.Transpose(), new(layer.FeedForwardNormed, tokens, width), gradients.GateUp, add: true);
        _gemm.Multiply(gateUp, tensors.GateUp, new(_widthGradient, tokens, width));
        _norm.Backward(
            tokens, layer.Middle, tensors.FeedForwardNorm, _widthGradient, _hiddenGradient,
            gradients.FeedForwardNorm);
    }

    private void BackwardAttention(
        PackedBatch batch, LayerTensors tensors, LayerTensors gradients, LayerActivations layer)
    {
        var (tokens, width) = (batch.Tokens.Length, _config.Width);
        _attention.Backward(batch, layer.Qkv, layer.Mixed, layer.LogSums, _mixedGradient, _qkvGradient);
        TokenBlocks.Run(_pool, tokens, _config.QkvWidth, (_, token) =>
            _rotary.TurnBack(QueriesAndKeys(_qkvGradient, token), _positions[token]));
        var qkv = new MatrixView(_qkvGradient, tokens, _config.QkvWidth);
        _gemm.Multiply(
            qkv.Transpose(), new(layer.AttentionNormed, tokens, width), gradients.QueryKeyValue, add: true);
        _gemm.Multiply(qkv, tensors.QueryKeyValue, new(_widthGradient, tokens, width));
        _norm.Backward(
            tokens, layer.Input, tensors.AttentionNorm, _widthGradient, _hiddenGradient, gradients.AttentionNorm);
    }

    private Span<float> QueriesAndKeys(float[] qkv, int token) =>
        qkv.AsSpan(token * _config.QkvWidth, _config.QueryWidth + _config.KvWidth);

    private void AddEmbeddingGradients(PackedBatch batch, MatrixView gradients)
    {
        var width = _config.Width;
        for (var token = 0; token < batch.Tokens.Length; token++)
        {
            Kernels.Elementwise.AddScaled.Apply(
                1, _hiddenGradient.AsSpan(token * width, width),
                gradients.Memory.Span.Slice(batch.Tokens[token] * width, width));
        }
    }

    private void Prepare(PackedBatch batch)
    {
        Check(batch);
        var tokens = batch.Tokens.Length;
        if (tokens > _capacity)
        {
            _layers = [.. Enumerable.Range(0, _config.Layers).Select(_ => new LayerActivations(_config, tokens))];
            _hidden = new float[tokens * _config.Width];
            _hiddenGradient = new float[tokens * _config.Width];
            _widthGradient = new float[tokens * _config.Width];
            _qkvGradient = new float[tokens * _config.QkvWidth];
            _mixedOn = new float[tokens * _config.QueryWidth];
            _mixedGradient = new float[tokens * _config.QueryWidth];
            _gatedGradient = new float[tokens * _config.FeedForwardWidth];
            _positions = new int[tokens];
            _capacity = tokens;
        }

        for (var sequence = 0; sequence < batch.Starts.Length; sequence++)
        {
            for (var position = 0; position < batch.Length(sequence); position++)
            {
                _positions[batch.Starts[sequence] + position] = position;
            }
        }
    }

    private void Check(PackedBatch batch)
    {
        if (batch.Tokens.Length == 0 || batch.Weights.Length != batch.Tokens.Length || batch.Starts is not [0, ..])
        {
            throw new ArgumentException("A batch needs tokens, a weight for each, and starts from 0.", nameof(batch));
        }

        for (var sequence = 0; sequence < batch.Starts.Length; sequence++)
        {
            var length = batch.Length(sequence);
            if (length < 1 || length > _config.ContextLength || batch.Weights[batch.Starts[sequence]] != 0)
            {
                throw new ArgumentException(
                    $"Sequence {sequence} has {length} tokens, of 1 to {_config.ContextLength}, and its first token "
                    + $"the weight {batch.Weights[batch.Starts[sequence]]}, which must be 0.", nameof(batch));
            }
        }

        if (Array.FindIndex(batch.Tokens, token => (uint)token >= (uint)_config.Vocabulary) is >= 0 and var wrong)
        {
            throw new ArgumentException(
                $"Token {batch.Tokens[wrong]} at {wrong} is not one of {_config.Vocabulary}.", nameof(batch));
        }
    }
}
