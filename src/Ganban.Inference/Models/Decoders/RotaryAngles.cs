using Ganban.Kernels.Elementwise;

namespace Ganban.Inference.Models.Decoders;

/// <summary>Cosines and sines for the tokens of a pass, in each of a model's rotations.</summary>
internal sealed class RotaryAngles
{
    private readonly DecoderConfig _config;
    private readonly RotaryConfig[] _rotations;
    private readonly int[] _ofLayer; // of each layer the index of its rotation, or −1
    private readonly float[][] _frequencies; // of each rotation [pairs]
    private readonly float[][] _cosines; // of each rotation [tokens × pairs]
    private readonly float[][] _sines; // of each rotation [tokens × pairs]

    public RotaryAngles(DecoderConfig config, IReadOnlyDictionary<RotaryConfig, float[]> frequencies, int capacity)
    {
        _config = config;
        _rotations = [.. frequencies.Keys];
        _ofLayer =
        [
            .. config.Layers.Select(
                layer => layer.Rotation is { } rotation ? Array.IndexOf(_rotations, rotation) : -1),
        ];
        _frequencies = [.. frequencies.Values];
        _cosines = [.. frequencies.Values.Select(pairs => new float[capacity * pairs.Length])];
        _sines = [.. frequencies.Values.Select(pairs => new float[capacity * pairs.Length])];
    }

    /// <summary>Computes the angles of a token.</summary>
    public void Compute(int token, int position)
    {
        for (var index = 0; index < _rotations.Length; index++)
        {
            var pairs = _frequencies[index].Length;
            var cosines = _cosines[index].AsSpan(token * pairs, pairs);
            var sines = _sines[index].AsSpan(token * pairs, pairs);
            Rope.Angles(position, _frequencies[index], _rotations[index].Magnitude, cosines, sines);
        }
    }

    /// <summary>Turns all heads of a token as a layer does.</summary>
    public void Rotate(int layer, int token, Span<float> heads)
    {
        if (_ofLayer[layer] is var index && index < 0)
        {
            return;
        }

        var pairs = _frequencies[index].Length;
        var cosines = _cosines[index].AsSpan(token * pairs, pairs);
        var sines = _sines[index].AsSpan(token * pairs, pairs);
        if (_rotations[index].Pairing is RotaryPairing.Neighbours)
        {
            Rope.RotateNeighbours(heads, _config.HeadSize, cosines, sines);
        }
        else
        {
            Rope.RotateHalves(heads, _config.HeadSize, cosines, sines);
        }
    }
}
