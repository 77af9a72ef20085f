using System.Text.RegularExpressions;
using Ganban.Contracts.Bedrock;
using Runtime = Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>Looks for the guardrail's own regular expressions.</summary>
internal sealed class RegexCheck(IReadOnlyList<GuardrailRegex> regexes) : ITextCheck
{
    private readonly Rule[] _rules =
    [
        .. regexes.Select(regex => new Rule(
            regex,
            UserPattern.Compile(regex.Pattern),
            Reaction.Of(
                regex.Action, regex.InputAction, regex.OutputAction, regex.InputEnabled, regex.OutputEnabled))),
    ];

    /// <inheritdoc/>
    public bool SpansSentences => true;

    /// <inheritdoc/>
    public bool Looks(GuardrailSide side) => _rules.Any(rule => rule.Reaction.On(side) is not null);

    /// <inheritdoc/>
    public ValueTask Look(string text, GuardrailSide side, Findings findings, CancellationToken cancellationToken)
    {
        foreach (var rule in _rules)
        {
            if (rule.Reaction.On(side) is { } reaction)
            {
                Look(text, rule, reaction, findings);
            }
        }

        return ValueTask.CompletedTask;
    }

    private static void Look(string text, Rule rule, string reaction, Findings findings)
    {
        try
        {
            foreach (var match in rule.Pattern.EnumerateMatches(text))
            {
                if (match.Length == 0)
                {
                    continue;
                }

                var found = text.Substring(match.Index, match.Length);
                if (reaction == Reaction.Anonymize)
                {
                    findings.Masks.Add(new Mask(match.Index, match.Index + match.Length, $"{{{rule.Regex.Name}}}"));
                }

                if (findings.IsNew("regex", rule.Regex.Name, found))
                {
                    findings.Regexes.Add(new Runtime.GuardrailRegexFilter
                    {
                        Name = rule.Regex.Name,
                        Match = found,
                        Regex = rule.Regex.Pattern,
                        Action = findings.Done(reaction),
                        Detected = true,
                    });
                }
            }
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw GuardrailsErrors.SlowPattern(rule.Regex.Name, exception);
        }
    }

    private sealed record Rule(GuardrailRegex Regex, Regex Pattern, Reaction Reaction);
}
