using System.Text.RegularExpressions;

namespace Ganban.Corpus.Wordings;

/// <summary>
/// Puts a word that nobody has heard in the place of one that a request can do without, so that a model learns to go
/// by what is asked about and not by the verbs around it.
/// </summary>
internal static partial class StrangeWords
{
    private const char FirstMark = '\uE000';

    /// <summary>Whether the slots of a section's wordings say all that matters.</summary>
    public static bool Suit(string section) => IsFree(section)
        || section.StartsWith("ask.", StringComparison.Ordinal)
        || section is "agent.ask" or "agent.listask" or "agent.one";

    /// <summary>A wording with such a word, or as it is, where one of its words may be what tells the meaning.</summary>
    public static string Write(Scene scene, string section, ReadOnlySpan<(string Slot, string Text)> slots)
    {
        var given = slots.ToArray();
        (string Slot, string Text)[] marks =
            [.. given.Select((slot, index) => (slot.Slot, $"{(char)(FirstMark + index)}"))];
        var text = scene.Write(scene.Lexicon.Wordings(scene.Language), section, marks);
        var isClear = given.Length > 1 && marks.All(mark => text.Contains(mark.Text, StringComparison.Ordinal));
        if (IsFree(section) || isClear)
        {
            text = Swap(scene, text);
        }

        return marks.Zip(given).Aggregate(
            text, (filled, pair) => filled.Replace(pair.First.Text, pair.Second.Text, StringComparison.Ordinal));
    }

    private static bool IsFree(string section) => section is "agent.system" or "rag.system" or "rag.user";

    private static string Swap(Scene scene, string text)
    {
        var words = (scene.IsJapanese ? JapaneseWord() : EnglishWord()).Matches(text);
        if (words.Count == 0)
        {
            return text;
        }

        var word = scene.Draw.PickFrom(words);
        return text[..word.Index] + scene.Names.Unheard() + text[(word.Index + word.Length)..];
    }

    [GeneratedRegex(@"\b(?!what|which|where|when|much|many|with|from|that|this|these|those|does|have|only|each|them)[a-z]{4,}\b")]
    private static partial Regex EnglishWord();

    [GeneratedRegex("[一-龥]{2,}|[ァ-ヺー]{3,}")]
    private static partial Regex JapaneseWord();
}
