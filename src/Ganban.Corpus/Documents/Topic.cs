using System.Text;
using Ganban.Corpus.Names;
using Ganban.Corpus.Wordings;

namespace Ganban.Corpus.Documents;

/// <summary>Something that is said of things: its price, its owner.</summary>
/// <param name="Key">Its name here; questions that are its own stand in the section <c>ask.KEY</c>.</param>
/// <param name="Kind">What its values look like.</param>
/// <param name="Japanese">What it is called in Japanese.</param>
/// <param name="English">What it is called in English.</param>
internal sealed record Topic(
    string Key, ValueKind Kind, IReadOnlyList<string> Japanese, IReadOnlyList<string> English)
{
    /// <summary>Reads a file that is carried in this assembly: <c>key|kind|labels|labels</c> in each line.</summary>
    public static IReadOnlyList<Topic> Load(string resource)
    {
        using var stream = typeof(Topic).Assembly.GetManifestResourceStream(resource)
            ?? throw new ArgumentException($"There is no resource '{resource}'.", nameof(resource));
        return
        [
            .. new StreamReader(stream, Encoding.UTF8).ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split('|'))
                .Select(parts => new Topic(
                    parts[0], Enum.Parse<ValueKind>(parts[1]), parts[2].Split(','), parts[3].Split(','))),
        ];
    }

    /// <summary>The longest of its labels that a text has, or the usual one, the first, where it has none.</summary>
    public string LabelIn(string text, bool japanese)
    {
        var labels = Labels(japanese);
        return Mention.Longest(text, labels) ?? labels[0];
    }

    /// <summary>The labels in a conversation's language.</summary>
    public IReadOnlyList<string> Labels(bool japanese) => japanese ? Japanese : English;
}
