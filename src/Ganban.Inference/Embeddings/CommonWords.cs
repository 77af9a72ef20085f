using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Ganban.Inference.Embeddings;

/// <summary>
/// What many texts share and so says little: the carried list <c>common-words.txt</c>, cut into features. It stands in
/// for the inverse document frequency of a corpus.
/// </summary>
internal static class CommonWords
{
    private static readonly FrozenDictionary<ulong, float> Factors = Load();

    /// <summary>What the weight of a feature is multiplied by: 1 for what is not on the list.</summary>
    public static double Factor(ulong feature) => Factors.GetValueOrDefault(feature, 1f);

    private static FrozenDictionary<ulong, float> Load()
    {
        using var stream = typeof(CommonWords).Assembly.GetManifestResourceStream("common-words.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var factors = new Dictionary<ulong, float>();
        var factor = 1f;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                factor = float.Parse(line.AsSpan(1, line.Length - 2), CultureInfo.InvariantCulture);
            }
            else if (!line.StartsWith('#'))
            {
                Add(line.Split(' '), factor, factors);
            }
        }

        return factors.ToFrozenDictionary();
    }

    private static void Add(string[] words, float factor, Dictionary<ulong, float> factors)
    {
        var features = new List<ulong>();
        foreach (var word in words)
        {
            features.Clear();
            LexicalFeatures.Cut(word, features);
            foreach (var feature in features)
            {
                var kind = LexicalFeature.KindOf(feature);
                if (word.Length == 1 || kind is not (FeatureKind.Kanji or FeatureKind.Katakana))
                {
                    // Pieces of a common word stand in rare ones as well.
                    var isPiece = kind is FeatureKind.ThreeLetters or FeatureKind.FourLetters;
                    var own = isPiece ? (2 + factor) / 3 : factor;
                    factors[feature] = Math.Min(own, factors.GetValueOrDefault(feature, 1f));
                }
            }
        }
    }
}
