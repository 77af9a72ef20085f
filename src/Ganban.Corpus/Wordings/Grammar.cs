using System.Text;
using Ganban.Corpus.Drawing;

namespace Ganban.Corpus.Wordings;

/// <summary>
/// Wordings by what they are for. In a file, <c>[name]</c> opens a section, each further line is a family of wordings
/// (see <see cref="Phrase"/>), and a line that begins with <c>!</c> is a family that is held out of training.
/// Immutable.
/// </summary>
internal sealed class Grammar
{
    private const int DepthMax = 8;

    private readonly Dictionary<string, Section> _sections = new(StringComparer.Ordinal);

    private Grammar()
    {
    }

    /// <summary>The names of the sections.</summary>
    public IEnumerable<string> Sections => _sections.Keys;

    /// <summary>Reads a file that is carried in this assembly.</summary>
    public static Grammar Load(string resource)
    {
        using var stream = typeof(Grammar).Assembly.GetManifestResourceStream(resource)
            ?? throw new ArgumentException($"There is no resource '{resource}'.", nameof(resource));
        return Read(new StreamReader(stream, Encoding.UTF8).ReadToEnd());
    }

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="FormatException">It breaks the rules.</exception>
    public static Grammar Read(string text)
    {
        var grammar = new Grammar();
        var section = new Section();
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (line.StartsWith('[') && line.EndsWith(']'))
            {
                section = new Section();
                grammar._sections.Add(line[1..^1], section);
            }
            else if (line.StartsWith('!'))
            {
                section.HeldOut.Add(Phrase.Parse(line[1..]));
            }
            else if (line.Length > 0)
            {
                section.Open.Add(Phrase.Parse(line));
            }
        }

        return grammar;
    }

    /// <summary>Whether there is a section of this name.</summary>
    public bool Has(string section) => _sections.ContainsKey(section);

    /// <summary>The families of a section that may be used for <paramref name="split"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such section.</exception>
    public IReadOnlyList<Phrase> Families(string section, Split split)
    {
        if (!_sections.TryGetValue(section, out var found))
        {
            throw new KeyNotFoundException($"The wordings have no section '{section}'.");
        }

        return split == Split.Unseen && found.HeldOut.Count > 0 ? found.HeldOut : found.Open;
    }

    /// <summary>The texts of a section, also those that are held out, as far as they have no slots.</summary>
    public IEnumerable<string> Texts(string section) =>
        _sections[section].Open.Concat(_sections[section].HeldOut).SelectMany(family => family.Texts());

    /// <summary>A wording of a family with its slots filled.</summary>
    public string Write(Phrase family, Draw draw, Split split, params ReadOnlySpan<(string Slot, string Text)> slots)
    {
        var given = slots.ToArray();
        return Write(family, draw, split, name => Find(given, name));
    }

    /// <summary>As the others, but asks for a slot's text when a wording has the slot.</summary>
    public string Write(Phrase family, Draw draw, Split split, Func<string, string> slot)
    {
        var text = new StringBuilder();
        Write(text, family, draw, split, slot, DepthMax);
        return text.ToString();
    }

    private void Write(
        StringBuilder text, Phrase phrase, Draw draw, Split split, Func<string, string> slots, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        switch (phrase)
        {
            case Phrase.Text literal:
                text.Append(literal.Value);
                break;
            case Phrase.Slot slot:
                text.Append(slots(slot.Name));
                break;
            case Phrase.Reference reference:
                Write(text, draw.PickFrom(Families(reference.Section, split)), draw, split, slots, depth - 1);
                break;
            case Phrase.Row row:
                foreach (var part in row.Parts)
                {
                    Write(text, part, draw, split, slots, depth);
                }

                break;
            case Phrase.Choice choice:
                Write(text, draw.PickFrom(choice.Options), draw, split, slots, depth);
                break;
        }
    }

    /// <summary>The text for a slot.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static string Find((string Slot, string Text)[] slots, string name)
    {
        foreach (var (slot, text) in slots)
        {
            if (slot == name)
            {
                return text;
            }
        }

        throw new KeyNotFoundException($"Nothing was given for the slot '{name}'.");
    }

    private sealed class Section
    {
        public List<Phrase> Open { get; } = [];

        public List<Phrase> HeldOut { get; } = [];
    }
}
