using System.Text.RegularExpressions;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>Finds one type of personal data.</summary>
/// <param name="Type">The API's name for it.</param>
/// <param name="Rank">Of two that match the same characters the lower has them.</param>
/// <param name="Pattern">
/// What it looks like; where it has a group <c>v</c>, that is the data and the rest what must stand around it. Patterns
/// do not reach beyond the end of a sentence.
/// </param>
/// <param name="Check">
/// How many of the first characters of a match are really it, 0 for none; null where the pattern says all.
/// </param>
internal sealed record PiiDetector(string Type, int Rank, Regex Pattern, Func<string, int>? Check)
{
    /// <summary>The places in a text.</summary>
    /// <param name="text">The text, as <see cref="NarrowText"/> gives it.</param>
    public IEnumerable<(int Start, int End)> Find(string text)
    {
        for (var match = Pattern.Match(text); match.Success; match = match.NextMatch())
        {
            var value = match.Groups["v"] is { Success: true } group ? group : (Capture)match;
            var length = Check?.Invoke(value.Value) ?? value.Length;
            if (length > 0)
            {
                yield return (value.Index, value.Index + length);
            }
        }
    }
}
