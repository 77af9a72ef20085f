using Ganban.Contracts.Bedrock;
using Runtime = Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>
/// The content filters, by a list of phrases each of which has a category and a confidence. It finds what is said in
/// such words and nothing else; <c>docs/guardrails.md</c> has the numbers.
/// </summary>
internal sealed class ContentCheck : ITextCheck
{
    private static readonly string[] Levels = ["NONE", "LOW", "MEDIUM", "HIGH"];
    private readonly Filter[] _filters;

    // Of a phrase: categories and their levels.
    private readonly Dictionary<string, List<(string Type, int Level)>> _phrases = new(StringComparer.Ordinal);
    private readonly PhraseIndex _index;

    public ContentCheck(GuardrailContentPolicy policy)
    {
        _filters =
        [
            .. policy.Filters!.Select(filter => new Filter(
                filter.Type,
                Reaction.Of(
                    null, filter.InputAction, filter.OutputAction, filter.InputEnabled, filter.OutputEnabled),
                Array.IndexOf(Levels, filter.InputStrength),
                Array.IndexOf(Levels, filter.OutputStrength))),
        ];
        foreach (var line in WordList.Read("content"))
        {
            var parts = line.Split(' ', 3);
            var phrase = PhraseText.Normal(parts[2]);
            if (!_phrases.TryGetValue(phrase, out var entries))
            {
                _phrases[phrase] = entries = [];
            }

            entries.Add((parts[0], Array.IndexOf(Levels, parts[1])));
        }

        _index = new PhraseIndex(_phrases.Keys);
    }

    /// <inheritdoc/>
    public bool SpansSentences => false;

    /// <inheritdoc/>
    public bool Looks(GuardrailSide side) => _filters.Any(filter => filter.Looks(side));

    /// <inheritdoc/>
    public ValueTask Look(string text, GuardrailSide side, Findings findings, CancellationToken cancellationToken)
    {
        var levels = _index.Find(PhraseText.Normal(text))
            .SelectMany(phrase => _phrases[phrase])
            .GroupBy(entry => entry.Type, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Max(entry => entry.Level), StringComparer.Ordinal);
        foreach (var filter in _filters.Where(filter => filter.Looks(side)))
        {
            var level = levels.GetValueOrDefault(filter.Type);
            var strength = filter.Strength(side);

            // A filter of strength HIGH takes all that is found, one of strength LOW what is sure.
            if (level == 0 || level + strength < Levels.Length
                || !findings.IsNew("content", filter.Type, Levels[level]))
            {
                continue;
            }

            findings.Filters.Add(new Runtime.GuardrailContentFilter
            {
                Type = filter.Type,
                Confidence = Levels[level],
                FilterStrength = Levels[strength],
                Action = findings.Done(filter.Reaction.On(side)!),
                Detected = true,
            });
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>What the filters that found nothing say, for a trace in full.</summary>
    public IEnumerable<Runtime.GuardrailContentFilter> Rest(GuardrailSide side, Findings findings) => _filters
        .Where(filter => filter.Looks(side) && findings.Filters.All(found => found.Type != filter.Type))
        .Select(filter => new Runtime.GuardrailContentFilter
        {
            Type = filter.Type,
            Confidence = Levels[0],
            FilterStrength = Levels[filter.Strength(side)],
            Action = Runtime.GuardrailContentPolicyAction.None,
            Detected = false,
        });

    private sealed record Filter(string Type, Reaction Reaction, int InputStrength, int OutputStrength)
    {
        public int Strength(GuardrailSide side) => side == GuardrailSide.Input ? InputStrength : OutputStrength;

        public bool Looks(GuardrailSide side) => Reaction.On(side) is not null && Strength(side) > 0;
    }
}
