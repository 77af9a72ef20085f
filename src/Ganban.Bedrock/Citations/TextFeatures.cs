using Ganban.Storage.Vectors;
using System.Runtime.InteropServices;
using Ganban.Inference.Embeddings;

namespace Ganban.Bedrock.Citations;

/// <summary>
/// What two sentences can have in common: words, and where a script has no spaces, pairs of neighbouring characters.
/// </summary>
internal static class TextFeatures
{
    // Pairs of hiragana are mostly grammar.
    private const double GrammarWeight = 0.25;

    /// <summary>The features of a text with their weights; width and letter case are evened out.</summary>
    public static Dictionary<string, double> Of(string text)
    {
        var features = new Dictionary<string, double>(StringComparer.Ordinal);
        var folded = new List<char>(text.Length);
        TextFolding.Fold(text, folded);
        var normal = CollectionsMarshal.AsSpan(folded);
        for (var i = 0; i < normal.Length;)
        {
            if (!char.IsLetterOrDigit(normal[i]))
            {
                i++;
                continue;
            }

            var end = i;
            var isDense = SearchWords.IsDense(normal[i]);
            while (end < normal.Length
                && char.IsLetterOrDigit(normal[end])
                && SearchWords.IsDense(normal[end]) == isDense)
            {
                end++;
            }

            Add(features, normal[i..end], isDense);
            i = end;
        }

        return features;
    }

    private static void Add(Dictionary<string, double> features, ReadOnlySpan<char> run, bool isDense)
    {
        if (!isDense || run.Length == 1)
        {
            features[SearchWords.Stem(run)] = 1;
            return;
        }

        for (var i = 0; i + 1 < run.Length; i++)
        {
            var pair = run.Slice(i, 2);
            features[pair.ToString()] = IsHiragana(pair[0]) && IsHiragana(pair[1]) ? GrammarWeight : 1;
        }
    }

    private static bool IsHiragana(char c) => c is >= '\u3040' and <= '\u309f';
}
