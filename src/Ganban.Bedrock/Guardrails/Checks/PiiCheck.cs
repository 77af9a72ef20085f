using System.Text.RegularExpressions;
using Ganban.Contracts.Bedrock;
using Runtime = Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>
/// Looks for personal data by patterns. Where two types match the same characters, the one that can be told more surely
/// has them.
/// </summary>
internal sealed class PiiCheck(IReadOnlyList<GuardrailPiiEntity> entities) : ITextCheck
{
    private readonly (PiiDetector Detector, Reaction Reaction)[] _rules =
    [
        .. entities
            .Select(entity => (
                PiiDetectors.Of(entity.Type),
                Reaction.Of(
                    entity.Action,
                    entity.InputAction,
                    entity.OutputAction,
                    entity.InputEnabled,
                    entity.OutputEnabled)))
            .OrderBy(rule => rule.Item1.Rank),
    ];

    /// <inheritdoc/>
    public bool SpansSentences => false;

    /// <inheritdoc/>
    public bool Looks(GuardrailSide side) => _rules.Any(rule => rule.Reaction.On(side) is not null);

    /// <inheritdoc/>
    public ValueTask Look(string text, GuardrailSide side, Findings findings, CancellationToken cancellationToken)
    {
        var narrow = NarrowText.Of(text);
        var isTaken = new bool[text.Length];
        var taken = new List<(int Start, int End, PiiDetector Detector, string Reaction)>();
        foreach (var (detector, reactions) in _rules)
        {
            if (reactions.On(side) is not { } reaction)
            {
                continue;
            }

            try
            {
                foreach (var (start, end) in detector.Find(narrow))
                {
                    if (!isTaken.AsSpan(start..end).Contains(true))
                    {
                        isTaken.AsSpan(start..end).Fill(true);
                        taken.Add((start, end, detector, reaction));
                    }
                }
            }
            catch (RegexMatchTimeoutException exception)
            {
                throw GuardrailsErrors.SlowPattern(detector.Type, exception);
            }
        }

        foreach (var (start, end, detector, reaction) in taken.OrderBy(found => found.Start))
        {
            Add(text[start..end], start, detector.Type, reaction, findings);
        }

        return ValueTask.CompletedTask;
    }

    private static void Add(string found, int start, string type, string reaction, Findings findings)
    {
        if (reaction == Reaction.Anonymize)
        {
            findings.Masks.Add(new Mask(start, start + found.Length, $"{{{type}}}"));
        }

        if (findings.IsNew("pii", type, found))
        {
            findings.Pii.Add(new Runtime.GuardrailPiiEntityFilter
            {
                Match = found,
                Type = type,
                Action = findings.Done(reaction),
                Detected = true,
            });
        }
    }
}
