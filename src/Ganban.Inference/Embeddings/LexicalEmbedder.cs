using System.Runtime.InteropServices;

namespace Ganban.Inference.Embeddings;

/// <summary>Embeds one text after another, in memory that it uses again. Not safe for concurrent use.</summary>
internal sealed class LexicalEmbedder
{
    // Weights are whole numbers of 1/65536, or of more where so many features could pass the range of a sum.
    private const int UnitMax = 1 << 16;

    // A feature that occurs c times counts (1 + s) c / (c + s), at least 1 and at most c. s grows with the text: in a
    // long one more repeats come by chance.
    private const double SaturationFixed = 0.25;
    private const double SaturationPerFeature = 1.0 / 350;

    private readonly List<char> _folded = [];
    private readonly List<ulong> _features = [];
    private readonly int[] _sums;

    /// <summary>An embedder of vectors of one length.</summary>
    /// <param name="dimensions">A multiple of <see cref="SignProjection.SignsPerNumber"/>.</param>
    public LexicalEmbedder(int dimensions) => _sums = new int[dimensions];

    /// <summary>The text's vector at unit length, or the zero vector of a text without words.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Its words, kanji and pairs of hiragana.</param>
    public float[] Embed(ReadOnlySpan<char> text, out int tokens)
    {
        _folded.Clear();
        _features.Clear();
        TextFolding.Fold(text, _folded);
        LexicalFeatures.Cut(CollectionsMarshal.AsSpan(_folded), _features);
        tokens = 0;
        foreach (var feature in _features)
        {
            tokens += LexicalFeature.IsToken(LexicalFeature.KindOf(feature)) ? 1 : 0;
        }

        // Sorted, equal features stand together; no choice of text makes that slower than n log n, unlike a hash table.
        var features = CollectionsMarshal.AsSpan(_features);
        features.Sort();
        Array.Clear(_sums);
        Project(features);
        return Normalized(_sums);
    }

    private void Project(ReadOnlySpan<ulong> features)
    {
        var distinct = 0;
        for (var i = 0; i < features.Length; i++)
        {
            distinct += i == 0 || features[i] != features[i - 1] ? 1 : 0;
        }

        var saturation = SaturationFixed + SaturationPerFeature * distinct;
        var unit = Math.Min(UnitMax, int.MaxValue / Math.Max(features.Length, 1)) * (1 + saturation);
        while (!features.IsEmpty)
        {
            var feature = features[0];
            var count = 1;
            while (count < features.Length && features[count] == feature)
            {
                count++;
            }

            var weight = LexicalFeature.Weight(LexicalFeature.KindOf(feature)) * CommonWords.Factor(feature);
            SignProjection.Add(_sums, feature, (int)(unit * weight * count / (count + saturation)));
            features = features[count..];
        }
    }

    private static float[] Normalized(int[] sums)
    {
        // One after another and in double: the same on every machine.
        var squares = 0.0;
        foreach (var sum in sums)
        {
            squares += (double)sum * sum;
        }

        var vector = new float[sums.Length];
        if (squares > 0)
        {
            var length = Math.Sqrt(squares);
            for (var i = 0; i < vector.Length; i++)
            {
                vector[i] = (float)(sums[i] / length);
            }
        }

        return vector;
    }
}
