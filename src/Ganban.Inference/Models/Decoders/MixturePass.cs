using Ganban.Kernels.Elementwise;
using Ganban.Kernels.Dot;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Decoders;

/// <summary>
/// A mixture of experts (Shazeer et al. 2017): a router gives each token a few experts and their weights. Tokens are
/// grouped by expert, so that an expert's matrices are read once for all of them; a token's experts add up in the order
/// of their numbers, whatever tokens pass with it.
/// </summary>
internal sealed class MixturePass
{
    private readonly DecoderConfig _config;
    private readonly ExpertConfig _experts;
    private readonly WorkPool _pool;
    private readonly GatedMemory _gated;
    private readonly Activations _input; // the tokens of one expert [tokens × width]
    private readonly float[] _output; // of one expert [tokens × width]
    private readonly float[] _probabilities; // [tokens × experts]
    private readonly float[] _weights; // [tokens × experts], 0 where an expert is not used
    private readonly int[] _rows; // the tokens of one expert
    private readonly TokenLoop _route;
    private readonly TokenLoop _gateShared;
    private ExpertWeights? _layer;
    private float[] _result = [];
    private Activations? _x;

    public MixturePass(DecoderConfig config, WorkPool pool, int capacity)
    {
        (_config, _experts, _pool) = (config, config.Experts!, pool);
        _gated = new GatedMemory(config.Activation, pool, capacity, _experts.Width);
        _input = new Activations(capacity, config.Width);
        _output = new float[capacity * config.Width];
        _probabilities = new float[capacity * _experts.Count];
        _weights = new float[capacity * _experts.Count];
        _rows = new int[capacity];
        _route = new TokenLoop(pool, (long)_experts.Count * _experts.Used, Route);
        _gateShared = new TokenLoop(pool, 2 * config.Width, GateShared);
    }

    /// <summary>Adds the experts' results to the shared expert's.</summary>
    /// <param name="layer">The layer's experts.</param>
    /// <param name="x">`[tokens × width]`.</param>
    /// <param name="result">`[tokens × width]`; has the shared expert's result, or zeros.</param>
    public void Add(ExpertWeights layer, Activations x, float[] result)
    {
        (_layer, _x, _result) = (layer, x, result);
        if (layer.SharedGate is not null)
        {
            _gateShared.OverAll(x.Tokens);
        }

        layer.Router.Multiply(x, _probabilities, _pool);
        _route.OverAll(x.Tokens);
        for (var expert = 0; expert < _experts.Count; expert++)
        {
            AddExpert(expert, x, result);
        }
    }

    /// <summary>The weights of a token's experts: the largest of the router's probabilities.</summary>
    private void Route(int token)
    {
        var probabilities = _probabilities.AsSpan(token * _experts.Count, _experts.Count);
        var weights = _weights.AsSpan(token * _experts.Count, _experts.Count);
        Softmax.Apply(probabilities);
        weights.Clear();
        var sum = 0f;
        for (var used = 0; used < _experts.Used; used++)
        {
            var best = Largest(probabilities);
            weights[best] = probabilities[best];
            sum += probabilities[best];
            probabilities[best] = -1;
        }

        Multiply.Apply(weights, _experts.Normalized ? _experts.Scale / sum : _experts.Scale);
    }

    private static int Largest(ReadOnlySpan<float> numbers)
    {
        var best = 0;
        for (var index = 1; index < numbers.Length; index++)
        {
            best = numbers[index] > numbers[best] ? index : best;
        }

        return best;
    }

    /// <summary>The shared expert's result, times the sigmoid of its gate.</summary>
    private void GateShared(int token)
    {
        var width = _config.Width;
        var gate = DotF32.Dot(_layer!.SharedGate, _x!.Values.Slice(token * width, width));
        Multiply.Apply(_result.AsSpan(token * width, width), 1 / (1 + MathF.Exp(-gate)));
    }

    private void AddExpert(int expert, Activations x, float[] result)
    {
        var (count, width) = (0, _config.Width);
        for (var token = 0; token < x.Tokens; token++)
        {
            if (_weights[(token * _experts.Count) + expert] > 0)
            {
                _rows[count++] = token;
            }
        }

        if (count == 0)
        {
            return;
        }

        var input = _input.Rewrite(count);
        for (var row = 0; row < count; row++)
        {
            x.Values.Slice(_rows[row] * width, width).CopyTo(input.AsSpan(row * width, width));
        }

        var layer = _layer!;
        _gated.Compute(layer.Gate[expert], layer.Up[expert], layer.Down[expert], null, null, _input, _output);
        for (var row = 0; row < count; row++)
        {
            var weight = _weights[(_rows[row] * _experts.Count) + expert];
            AddScaled.Apply(weight, _output.AsSpan(row * width, width), result.AsSpan(_rows[row] * width, width));
        }
    }
}
