using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Corpus.Evaluation;

/// <summary>Whether what a model gave is what was wanted.</summary>
internal static class Agreement
{
    private static readonly string[] Refusals =
    [
        "見つかりません", "見つけられません", "わかりません", "書かれていません", "ありません。", "could not find", "couldn't find",
        "not in the documents", "cannot find", "no information", "do not know", "don't know",
    ];

    /// <summary>Whether a text says that there is no answer.</summary>
    public static bool IsRefusal(string text) =>
        Array.Exists(Refusals, refusal => text.Contains(refusal, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether two calls' arguments are the same; 5 and 5.0 are.</summary>
    public static bool Same(JsonNode? one, JsonNode? other) => (one, other) switch
    {
        (null, null) => true,
        (JsonObject left, JsonObject right) => left.Count == right.Count && left.All(
            member => right.TryGetPropertyValue(member.Key, out var value) && Same(member.Value, value)),
        (JsonArray left, JsonArray right) => left.Count == right.Count
            && left.Zip(right).All(pair => Same(pair.First, pair.Second)),
        (JsonValue left, JsonValue right) => SameValue(left, right),
        _ => false,
    };

    /// <summary>Whether a value is one of those that a question set accepts, as text too.</summary>
    public static bool IsAccepted(JsonNode? value, JsonArray accepted) =>
        accepted.Any(other => Same(value, other) || SameText(value, other));

    /// <summary>F1 of the common parts of two texts: English words without articles, Japanese characters.</summary>
    public static double F1(string said, string wanted, bool isJapanese)
    {
        var left = Parts(said, isJapanese);
        var right = Parts(wanted, isJapanese);
        var common = left.GroupBy(part => part, StringComparer.Ordinal)
            .Sum(group => Math.Min(group.Count(), right.Count(part => part == group.Key)));
        return common == 0 ? 0 : 2.0 * common / (left.Count + right.Count);
    }

    private static List<string> Parts(string text, bool isJapanese)
    {
        if (isJapanese)
        {
            return [.. text.Where(c => !char.IsWhiteSpace(c) && c != '。').Select(c => c.ToString())];
        }

        var words = new string([.. text.ToLowerInvariant().Where(character => !char.IsPunctuation(character))]);
        return
        [
            .. words.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
                .Where(word => word is not ("a" or "an" or "the")),
        ];
    }

    private static bool SameText(JsonNode? one, JsonNode? other) => one is not null && other is not null
        && string.Equals(Text(one), Text(other), StringComparison.OrdinalIgnoreCase);

    private static bool SameValue(JsonValue left, JsonValue right) =>
        (left.GetValueKind(), right.GetValueKind()) switch
        {
            (JsonValueKind.Number, JsonValueKind.Number) => Number(left) == Number(right),
            (JsonValueKind.String, JsonValueKind.String) => left.ToString() == right.ToString(),
            var (one, other) => one == other,
        };

    private static double Number(JsonValue value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    private static string Text(JsonNode value) => value.GetValueKind() == JsonValueKind.String
        ? value.GetValue<string>().Trim()
        : PlainJson.Spaced(value);
}
