using System.Numerics.Tensors;

namespace Ganban.Bench.Retrieval;

/// <summary>
/// Vectors that lie as those of texts do: in clusters, and with fewer inner dimensions than they are long; the same ones
/// whenever they are made.
/// </summary>
internal sealed class VectorData
{
    /// <summary>The length of a vector.</summary>
    public const int Dimensions = 384;

    private const int Inner = 40;
    private const int Clusters = 1000;
    private readonly Random _random = new(20261126);
    private readonly float[] _outward;
    private readonly float[] _centres;

    public VectorData()
    {
        _outward = Normal(Dimensions * Inner);
        _centres = Normal(Clusters * Inner);
    }

    /// <summary>The next vectors, at unit length.</summary>
    public float[] Next(int count)
    {
        var all = new float[count * Dimensions];
        var inner = new float[Inner];
        for (var i = 0; i < count; i++)
        {
            var centre = _random.Next(Clusters) * Inner;
            for (var k = 0; k < Inner; k++)
            {
                inner[k] = _centres[centre + k] + 0.7f * Normal();
            }

            var vector = all.AsSpan(i * Dimensions, Dimensions);
            for (var d = 0; d < Dimensions; d++)
            {
                vector[d] = TensorPrimitives.Dot<float>(inner, _outward.AsSpan(d * Inner, Inner)) + 0.3f * Normal();
            }

            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        }

        return all;
    }

    private float[] Normal(int count)
    {
        var all = new float[count];
        for (var i = 0; i < count; i++)
        {
            all[i] = Normal();
        }

        return all;
    }

    private float Normal() =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
}
