namespace Ganban.Bedrock.Citations;

/// <summary>
/// Finds what bears out a sentence of an answer. A model's own word on its sources can't be checked, so this looks: the
/// sentence of the sources that shares most with it is cited, if that is half of what it says at least, and others if
/// they add what is not yet borne out; weights are those of features' rarity among the sources' sentences.
/// </summary>
/// <param name="sources">The sources.</param>
internal sealed class SourceIndex(IReadOnlyList<CitableSource> sources)
{
    private const double CoverageMin = 0.5;
    private const double GainMin = 0.2;
    private const double ShareMin = 0.35;
    private const int CitationsMax = 3;

    // Made when the engine has taken the prompt, so that it is never larger than a context window.
    private readonly Lazy<List<Passage>> _passages = new(() => [.. sources.SelectMany(Passages)]);
    private Dictionary<string, double>? _rarity;

    /// <summary>The places that bear out a sentence; none if nothing does.</summary>
    public IReadOnlyList<SourceCitation> Find(string sentence)
    {
        _rarity ??= Rarity();
        var wanted = TextFeatures.Of(sentence).ToDictionary(
            feature => feature.Key, feature => feature.Value * Weight(feature.Key), StringComparer.Ordinal);
        var all = wanted.Values.Sum();
        var found = new List<Passage>();
        while (found.Count < CitationsMax && all > 0)
        {
            var (best, gain) = Best(wanted);
            var isGood = best is not null
                && (found.Count == 0
                    ? gain >= CoverageMin * all
                    : gain >= GainMin * all && gain >= ShareMin * Weight(best));
            if (!isGood)
            {
                break;
            }

            found.Add(best!);
            foreach (var feature in best!.Features.Keys)
            {
                wanted.Remove(feature);
            }
        }

        return [.. found.Select(passage => passage.Citation)];
    }

    private (Passage? Passage, double Gain) Best(Dictionary<string, double> wanted)
    {
        (Passage? Passage, double Gain) best = (null, 0);
        foreach (var passage in _passages.Value)
        {
            var gain = wanted.Where(feature => passage.Features.ContainsKey(feature.Key)).Sum(feature => feature.Value);
            var isShorter = gain == best.Gain && passage.Citation.Text.Length < best.Passage?.Citation.Text.Length;
            best = gain > best.Gain || isShorter ? (passage, gain) : best;
        }

        return best;
    }

    private double Weight(Passage passage) =>
        passage.Features.Sum(feature => feature.Value * Weight(feature.Key));

    private double Weight(string feature) => _rarity!.GetValueOrDefault(feature, Math.Log(1 + _passages.Value.Count));

    private Dictionary<string, double> Rarity() => _passages.Value
        .SelectMany(passage => passage.Features.Keys)
        .GroupBy(feature => feature, StringComparer.Ordinal)
        .ToDictionary(
            group => group.Key,
            group => Math.Log(1 + ((double)_passages.Value.Count / group.Count())),
            StringComparer.Ordinal);

    private static IEnumerable<Passage> Passages(CitableSource source)
    {
        for (var part = 0; part < source.Parts.Count; part++)
        {
            var text = source.Parts[part];
            if (source.Kind is not (CitableKind.Text or CitableKind.Pages))
            {
                yield return new Passage(new SourceCitation(source, part, part + 1, text));
                continue;
            }

            foreach (var sentence in Sentences.Split(text))
            {
                var (start, end) = source.Kind == CitableKind.Pages
                    ? (part, part + 1)
                    : (sentence.Start.Value, sentence.End.Value);
                yield return new Passage(new SourceCitation(source, start, end, text[sentence]));
            }
        }
    }

    private sealed record Passage(SourceCitation Citation)
    {
        public Dictionary<string, double> Features { get; } = TextFeatures.Of(Citation.Text);
    }
}
