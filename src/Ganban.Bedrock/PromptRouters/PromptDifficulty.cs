using System.Text.RegularExpressions;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>
/// How demanding a prompt looks, from 0 (a greeting) to 1: a weighted sum of four things that can be counted. It reads
/// the text alone, asks no model, and is the same for the same text everywhere.
/// </summary>
internal static partial class PromptDifficulty
{
    private const int CharactersEasy = 200;
    private const int CharactersHard = 8000;
    private const int CharactersRead = 100_000;

    /// <summary>The difficulty of a prompt; of a very long one, of its beginning.</summary>
    public static double Of(string prompt)
    {
        var text = prompt.Length > CharactersRead ? prompt[..CharactersRead] : prompt;
        return (0.35 * Length(text))
            + (0.25 * Share(Demanding().Count(text), most: 4))
            + (0.20 * Share(Parts().Count(text) - 1, most: 6))
            + (0.20 * Share(Formal().Count(text), most: 8));
    }

    // Logarithmic: 0 up to a short paragraph, 1 from a long document on.
    private static double Length(string text) => Math.Clamp(
        Math.Log((double)Math.Max(1, text.Length) / CharactersEasy)
            / Math.Log((double)CharactersHard / CharactersEasy),
        0,
        1);

    private static double Share(int count, int most) => Math.Clamp((double)count / most, 0, 1);

    // Words that ask for thinking.
    [GeneratedRegex(
        @"\b(?:why|prove|proof|analy[sz]e|compare|contrast|design|derive|evaluate|explain|optimi[sz]e|refactor|debug|trade-?offs?|"
        + @"step by step|in detail|plan|estimate|implications?|reason(?:ing)?)\b"
        + "|なぜ|証明|分析|比較|設計|評価|考察|最適化|詳しく|理由|手順|検討|推論|導出|要因",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Demanding();

    // Questions and list items: things that an answer must deal with one by one.
    [GeneratedRegex(@"[?？]|^[ \t]*(?:[-*•・]|\d{1,3}[.)．）])[ \t　]*\S", RegexOptions.Multiline)]
    private static partial Regex Parts();

    // Marks of code, formulas and data.
    [GeneratedRegex(@"```|[{};]\s*$|=>|==|!=|<=|>=|\\[a-z]+\{|[∑∫√≤≥]|\bSELECT\b|\b(?:def|class|return|function)\s", RegexOptions.Multiline)]
    private static partial Regex Formal();
}
