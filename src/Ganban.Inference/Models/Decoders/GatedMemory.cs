using Ganban.Kernels.Elementwise;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Decoders;

/// <summary>Wdown · (act(Wgate·x) ⊙ Wup·x), and the memory for what is in between.</summary>
internal sealed class GatedMemory
{
    private readonly GateActivation _activation;
    private readonly WorkPool _pool;
    private readonly int _width;
    private readonly Activations _gated; // [tokens × feedForwardWidth]
    private readonly float[] _up; // [tokens × feedForwardWidth]
    private readonly TokenLoop _activate;
    private float[] _gate = [];
    private float[]? _gateBias;
    private float[]? _upBias;

    public GatedMemory(GateActivation activation, WorkPool pool, int capacity, int width)
    {
        (_activation, _pool, _width) = (activation, pool, width);
        _gated = new Activations(capacity, width);
        _up = new float[capacity * width];
        _activate = new TokenLoop(pool, 16L * width, Activate);
    }

    /// <summary>Computes the feed-forward without the last bias.</summary>
    /// <param name="gate">`[feedForwardWidth × width]`.</param>
    /// <param name="up">`[feedForwardWidth × width]`.</param>
    /// <param name="down">`[width × feedForwardWidth]`.</param>
    /// <param name="gateBias">`[feedForwardWidth]`, or null.</param>
    /// <param name="upBias">`[feedForwardWidth]`, or null.</param>
    /// <param name="x">`[tokens × width]`.</param>
    /// <param name="result">Takes `[tokens × width]`.</param>
    public void Compute(
        Matrix gate, Matrix up, Matrix down, float[]? gateBias, float[]? upBias, Activations x, float[] result)
    {
        (_gateBias, _upBias) = (gateBias, upBias);
        _gate = _gated.Rewrite(x.Tokens);
        gate.Multiply(x, _gate, _pool);
        up.Multiply(x, _up, _pool);
        _activate.OverAll(x.Tokens);
        down.Multiply(_gated, result, _pool);
    }

    private void Activate(int token)
    {
        var gate = _gate.AsSpan(token * _width, _width);
        var up = _up.AsSpan(token * _width, _width);
        if (_gateBias is not null)
        {
            AddScaled.Apply(1, _gateBias, gate);
        }

        if (_upBias is not null)
        {
            AddScaled.Apply(1, _upBias, up);
        }

        if (_activation is GateActivation.Silu)
        {
            SwiGlu.Apply(gate, up);
        }
        else
        {
            GeGlu.Apply(gate, up);
        }
    }
}
