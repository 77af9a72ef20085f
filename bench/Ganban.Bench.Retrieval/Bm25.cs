using System.Runtime.InteropServices;
using Ganban.Inference.Embeddings;

namespace Ganban.Bench.Retrieval;

/// <summary>
/// BM25 over stems, numbers and pairs of Japanese characters, with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza 2009):
/// what the embedding is held against.
/// </summary>
internal sealed class Bm25
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private readonly Dictionary<ulong, List<(int Text, double Score)>> _postings = [];
    private readonly int _texts;

    public Bm25(IReadOnlyList<string> texts)
    {
        _texts = texts.Count;
        var terms = texts.Select(Terms).ToList();
        var average = terms.Average(list => list.Count);
        for (var text = 0; text < terms.Count; text++)
        {
            foreach (var (term, count) in terms[text].CountBy(term => term))
            {
                ref var postings = ref CollectionsMarshal.GetValueRefOrAddDefault(_postings, term, out _);
                var norm = K1 * (1 - B + B * terms[text].Count / average);
                (postings ??= []).Add((text, count * (K1 + 1) / (count + norm)));
            }
        }
    }

    /// <summary>The score of every text.</summary>
    public float[] Scores(string query)
    {
        var scores = new float[_texts];
        foreach (var term in Terms(query).Distinct())
        {
            var postings = _postings.GetValueOrDefault(term, []);
            var rarity = Math.Log(1 + (_texts - postings.Count + 0.5) / (postings.Count + 0.5));
            foreach (var (text, score) in postings)
            {
                scores[text] += (float)(rarity * score);
            }
        }

        return scores;
    }

    private static List<ulong> Terms(string text)
    {
        var folded = new List<char>();
        var features = new List<ulong>();
        TextFolding.Fold(text, folded);
        LexicalFeatures.Cut(CollectionsMarshal.AsSpan(folded), features);
        features.RemoveAll(feature => LexicalFeature.KindOf(feature)
            is FeatureKind.ThreeLetters or FeatureKind.FourLetters
            or FeatureKind.Kanji or FeatureKind.Katakana or FeatureKind.KatakanaWord);
        return features;
    }
}
