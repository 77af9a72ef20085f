using System.Numerics.Tensors;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>Vectors at unit length, so that their dot product is their cosine; one of zeros stays as it is.</summary>
internal static class UnitVectors
{
    /// <summary>A passage's vectors, one behind the other.</summary>
    /// <exception cref="ArgumentException">One of them has another length.</exception>
    public static float[] Of(VectorPassage passage, int dimensions)
    {
        var all = new float[passage.Vectors.Count * dimensions];
        for (var i = 0; i < passage.Vectors.Count; i++)
        {
            if (passage.Vectors[i].Length != dimensions)
            {
                throw new ArgumentException("The vectors of a document must have one length.", nameof(passage));
            }

            Of(passage.Vectors[i].Span).CopyTo(all.AsSpan(i * dimensions));
        }

        return all;
    }

    /// <summary>One vector.</summary>
    public static float[] Of(ReadOnlySpan<float> vector)
    {
        var unit = vector.ToArray();
        var length = TensorPrimitives.Norm(vector);
        if (length > 0)
        {
            TensorPrimitives.Divide(vector, length, unit);
        }

        return unit;
    }
}
