using System.Text;
using Ganban.Corpus.Drawing;
using Ganban.Corpus.Wordings;

namespace Ganban.Corpus.Tools;

/// <summary>
/// A kind of tool that does something with what a request says: its names, descriptions, parameters and the ways to ask
/// for it. Read from files: <c>== key</c>, then lines of a keyword and a value, held-out wordings with <c>!</c>. A
/// wording has the slot <c>{unit=km}</c> where it says so much in words of its own. <c>pick shape circle|square</c>
/// makes a slot for what is the same in the name, the description and the requests of one tool.
/// </summary>
internal sealed class ActionFamily(string key)
{
    private readonly Dictionary<string, List<Phrase>> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Phrase>> _heldOut = new(StringComparer.Ordinal);

    /// <summary>Its name here.</summary>
    public string Key => key;

    /// <summary>What it may take.</summary>
    public List<Slot> Slots { get; } = [];

    /// <summary>What one tool of the family is about, drawn once for it.</summary>
    public List<Pick> Picks { get; } = [];

    /// <summary>Whether there are ways to ask for it in Japanese.</summary>
    public bool IsJapanese => _open.ContainsKey("ask.ja");

    /// <summary>Reads the files carried in this assembly whose names begin so.</summary>
    public static IReadOnlyList<ActionFamily> Load(string prefix)
    {
        var assembly = typeof(ActionFamily).Assembly;
        var families = new List<ActionFamily>();
        foreach (var resource in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            foreach (var line in new StreamReader(stream, Encoding.UTF8).ReadToEnd().Split('\n'))
            {
                if (line.StartsWith("==", StringComparison.Ordinal))
                {
                    families.Add(new ActionFamily(line[2..].Trim()));
                }
                else if (line.Length > 0)
                {
                    families[^1].Read(line);
                }
            }
        }

        return families;
    }

    /// <summary>
    /// The wordings for a keyword that a split may use; English ones where there are no Japanese ones.
    /// </summary>
    public IReadOnlyList<Phrase> Wordings(string keyword, Split split)
    {
        if (!_open.TryGetValue(keyword, out var open))
        {
            return Wordings(keyword == "ja" ? "en" : "ask.en", split);
        }

        return split == Split.Unseen && _heldOut.TryGetValue(keyword, out var heldOut) ? heldOut : open;
    }

    private void Read(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (keyword, value) = (line[..space], line[(space + 1)..]);
        if (keyword == "param")
        {
            Slots.Add(Slot.Parse(value));
            return;
        }

        if (keyword == "pick")
        {
            Picks.Add(Pick.Parse(value));
            return;
        }

        var wordings = value.StartsWith('!') ? _heldOut : _open;
        if (!wordings.TryGetValue(keyword, out var list))
        {
            wordings.Add(keyword, list = []);
        }

        list.Add(Phrase.Parse(value.TrimStart('!')));
    }

    /// <summary>Words of which a tool has one.</summary>
    /// <param name="Key">The slot for it.</param>
    /// <param name="English">The words.</param>
    /// <param name="Japanese">The same in Japanese, in the same order.</param>
    internal sealed record Pick(string Key, string[] English, string[] Japanese)
    {
        /// <summary>Reads <c>key english|english ; japanese|japanese</c>; the Japanese may be left out.</summary>
        public static Pick Parse(string text)
        {
            var parts = text.Split(' ', 2);
            var words = parts[1].Split(';', StringSplitOptions.TrimEntries);
            return new Pick(parts[0], words[0].Split('|'), words[^1].Split('|'));
        }
    }

    /// <summary>A parameter of the family.</summary>
    /// <param name="Key">Its name in the wordings.</param>
    /// <param name="Names">Its names in the tool, the key the first.</param>
    /// <param name="Kind">The kind of its values.</param>
    /// <param name="IsRequired">Whether every call has it.</param>
    /// <param name="English">What it is, in English.</param>
    /// <param name="Japanese">What it is, in Japanese.</param>
    internal sealed record Slot(
        string Key,
        IReadOnlyList<string> Names,
        string Kind,
        bool IsRequired,
        IReadOnlyList<string> English,
        IReadOnlyList<string> Japanese)
    {
        /// <summary>
        /// Reads <c>key,name kind * english|english ; japanese|japanese</c>: <c>*</c> marks a required one, <c>?</c> an
        /// optional one; the other names and the Japanese may be left out.
        /// </summary>
        public static Slot Parse(string text)
        {
            var parts = text.Split(' ', 4);
            var names = parts[0].Split(',');
            var meanings = parts[3].Split(';', StringSplitOptions.TrimEntries);
            return new Slot(
                names[0], names, parts[1], parts[2] == "*", meanings[0].Split('|'), meanings[^1].Split('|'));
        }
    }
}
