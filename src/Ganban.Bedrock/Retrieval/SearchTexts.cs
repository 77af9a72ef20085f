using System.Text.RegularExpressions;
using Ganban.Bedrock.Citations;

namespace Ganban.Bedrock.Retrieval;

/// <summary>
/// Reads what a model wrote to be searched for, one text a line. What has little to do with the conversation is
/// dropped: a small model may write anything, and what it makes up would only bring in passages that nobody asked for.
/// </summary>
internal static partial class SearchTexts
{
    /// <summary>The most texts beside the question itself.</summary>
    public const int CountMax = 5;

    // Longer ones are answers and not searches.
    private const int LengthMax = 200;

    // How much of a text must stand in the conversation, by the weight of its words.
    private const double ShareMin = 0.5;

    /// <summary>The sound ones, in their order.</summary>
    /// <param name="written">What the model wrote.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="turns">What was said before.</param>
    public static IReadOnlyList<string> Read(string written, string question, IReadOnlyList<AnswerTurn> turns)
    {
        var said = string.Join('\n', turns.SelectMany(turn => new[] { turn.Question, turn.Answer }).Append(question));
        var known = TextFeatures.Of(said);
        return
        [
            .. written.Split('\n')
                .Select(line => Mark().Replace(line, "").Trim())
                .Where(line => line.Length is > 0 and <= LengthMax && IsSound(line, known))
                .Where(line => !string.Equals(line, question.Trim(), StringComparison.OrdinalIgnoreCase))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Take(CountMax),
        ];
    }

    private static bool IsSound(string text, Dictionary<string, double> known)
    {
        var features = TextFeatures.Of(text);
        var shared = features.Where(feature => known.ContainsKey(feature.Key)).Sum(feature => feature.Value);
        return features.Count > 0 && shared >= ShareMin * features.Values.Sum();
    }

    // Numbers and dashes of lists, quotation marks, and tags.
    [GeneratedRegex(@"^\s*(?:[-*・•]\s*|\d{1,2}[.)．]\s+)|</?[A-Za-z_]{1,40}>|[""“”「」`]")]
    private static partial Regex Mark();
}
