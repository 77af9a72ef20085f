using System.Text;
using Ganban.Corpus.Drawing;
using Ganban.Corpus.Wordings;

namespace Ganban.Corpus.Tools;

/// <summary>
/// A kind of tool that does something with what a request says: its names, descriptions, parameters and the ways to ask
/// for it. Read from a file: <c>== key</c>, then lines of a keyword and a value, held-out wordings with <c>!</c>.
/// </summary>
internal sealed class ActionFamily(string key)
{
    private readonly Dictionary<string, List<Phrase>> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Phrase>> _heldOut = new(StringComparer.Ordinal);

    /// <summary>Its name here.</summary>
    public string Key => key;

    /// <summary>What it may take.</summary>
    public List<Slot> Slots { get; } = [];

    /// <summary>Reads a file that is carried in this assembly.</summary>
    public static IReadOnlyList<ActionFamily> Load(string resource)
    {
        using var stream = typeof(ActionFamily).Assembly.GetManifestResourceStream(resource)
            ?? throw new ArgumentException($"There is no resource '{resource}'.", nameof(resource));
        var families = new List<ActionFamily>();
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

        return families;
    }

    /// <summary>The wordings for a keyword that a split may use.</summary>
    public IReadOnlyList<Phrase> Wordings(string keyword, Split split) =>
        split == Split.Unseen && _heldOut.TryGetValue(keyword, out var heldOut) ? heldOut : _open[keyword];

    private void Read(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (keyword, value) = (line[..space], line[(space + 1)..]);
        if (keyword == "param")
        {
            Slots.Add(Slot.Parse(value));
            return;
        }

        var wordings = value.StartsWith('!') ? _heldOut : _open;
        if (!wordings.TryGetValue(keyword, out var list))
        {
            wordings.Add(keyword, list = []);
        }

        list.Add(Phrase.Parse(value.TrimStart('!')));
    }

    /// <summary>A parameter of the family.</summary>
    /// <param name="Key">Its name, also in the wordings.</param>
    /// <param name="Kind">The kind of its values.</param>
    /// <param name="IsRequired">Whether every call has it.</param>
    /// <param name="English">What it is, in English.</param>
    /// <param name="Japanese">What it is, in Japanese.</param>
    internal sealed record Slot(
        string Key, string Kind, bool IsRequired, IReadOnlyList<string> English, IReadOnlyList<string> Japanese)
    {
        /// <summary>Reads <c>key kind * english|english ; japanese|japanese</c>; a '?' marks an optional one.</summary>
        public static Slot Parse(string text)
        {
            var parts = text.Split(' ', 4);
            var meanings = parts[3].Split(';', StringSplitOptions.TrimEntries);
            return new Slot(parts[0], parts[1], parts[2] == "*", meanings[0].Split('|'), meanings[1].Split('|'));
        }
    }
}
