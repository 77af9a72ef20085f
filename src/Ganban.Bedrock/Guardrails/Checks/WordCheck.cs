using System.Buffers;
using Ganban.Contracts.Bedrock;
using Runtime = Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>Looks for denied words: the guardrail's own, and the list that comes with Ganban.</summary>
internal sealed class WordCheck : ITextCheck
{
    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create(".!?\u3002\n\r");
    private readonly Dictionary<string, Rule> _rules = new(StringComparer.Ordinal);
    private readonly PhraseIndex _index;

    public WordCheck(GuardrailWordPolicy policy)
    {
        foreach (var word in policy.Words ?? [])
        {
            Add(word.Text, isManaged: false, Reaction.Of(
                null, word.InputAction, word.OutputAction, word.InputEnabled, word.OutputEnabled));
        }

        if (policy.ManagedWordLists is [var list, ..])
        {
            var reaction = Reaction.Of(
                null, list.InputAction, list.OutputAction, list.InputEnabled, list.OutputEnabled);
            foreach (var word in WordList.Read("profanity"))
            {
                Add(word, isManaged: true, reaction);
            }
        }

        _index = new PhraseIndex(_rules.Keys);
        SpansSentences = _rules.Keys.Any(word => word.AsSpan().ContainsAny(SentenceEnds));
    }

    /// <inheritdoc/>
    public bool SpansSentences { get; }

    /// <inheritdoc/>
    public bool Looks(GuardrailSide side) => _rules.Values.Any(rule => rule.Reaction.On(side) is not null);

    /// <inheritdoc/>
    public ValueTask Look(string text, GuardrailSide side, Findings findings, CancellationToken cancellationToken)
    {
        foreach (var word in _index.Find(PhraseText.Normal(text)))
        {
            var rule = _rules[word];
            if (rule.Reaction.On(side) is not { } reaction || !findings.IsNew("word", $"{rule.IsManaged}", word))
            {
                continue;
            }

            var action = findings.Done(reaction);
            if (rule.IsManaged)
            {
                findings.ManagedWords.Add(new Runtime.GuardrailManagedWord
                {
                    Match = rule.Text,
                    Type = Runtime.GuardrailManagedWordType.Profanity,
                    Action = action,
                    Detected = true,
                });
            }
            else
            {
                findings.CustomWords.Add(
                    new Runtime.GuardrailCustomWord { Match = rule.Text, Action = action, Detected = true });
            }
        }

        return ValueTask.CompletedTask;
    }

    // Accents alone, which guardrails of earlier versions may have, are nothing to look for.
    private void Add(string text, bool isManaged, Reaction reaction)
    {
        if (PhraseText.Normal(text).Trim() is { Length: > 0 } phrase)
        {
            _rules.TryAdd(phrase, new Rule(text, isManaged, reaction));
        }
    }

    private sealed record Rule(string Text, bool IsManaged, Reaction Reaction);
}
