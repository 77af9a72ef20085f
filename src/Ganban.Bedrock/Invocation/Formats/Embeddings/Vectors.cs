using System.Text.Json.Nodes;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>What the formats do with vectors.</summary>
internal static class Vectors
{
    /// <summary>The vector as JSON.</summary>
    public static JsonArray Floats(ReadOnlyMemory<float> vector) =>
        new([.. vector.ToArray().Select(value => JsonValue.Create(value))]);

    /// <summary>The vector at unit length; the zero vector as it is.</summary>
    public static ReadOnlyMemory<float> Unit(ReadOnlyMemory<float> vector)
    {
        var squares = SquaresOf(vector);
        return squares == 0 || Math.Abs(squares - 1) < 1e-5
            ? vector
            : vector.ToArray().Select(value => (float)(value / Math.Sqrt(squares))).ToArray();
    }

    /// <summary>The mean of vectors of one length.</summary>
    public static ReadOnlyMemory<float> Average(IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        var mean = new float[vectors[0].Length];
        foreach (var vector in vectors)
        {
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += vector.Span[i] / vectors.Count;
            }
        }

        return mean;
    }

    /// <summary>The cosine of the angle between two vectors; 0 where one of them is zero.</summary>
    public static double Cosine(ReadOnlyMemory<float> left, ReadOnlyMemory<float> right)
    {
        var product = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            product += (double)left.Span[i] * right.Span[i];
        }

        var lengths = Math.Sqrt(SquaresOf(left) * SquaresOf(right));
        return lengths > 0 ? product / lengths : 0;
    }

    private static double SquaresOf(ReadOnlyMemory<float> vector)
    {
        var squares = 0.0;
        foreach (var value in vector.Span)
        {
            squares += (double)value * value;
        }

        return squares;
    }
}
