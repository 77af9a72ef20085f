using System.Text;
using Ganban.Corpus.Drawing;

namespace Ganban.Corpus.Wordings;

/// <summary>
/// A part of a wording: text, a slot <c>{name}</c>, a reference <c>&lt;section&gt;</c> to other wordings, parts in a
/// row, or alternatives <c>(a|b|)</c>. A backslash takes the meaning from the character behind it.
/// </summary>
internal abstract record Phrase
{
    /// <summary>Text as it is.</summary>
    public sealed record Text(string Value) : Phrase;

    /// <summary>What the caller fills in.</summary>
    public sealed record Slot(string Name) : Phrase;

    /// <summary>A wording of another section.</summary>
    public sealed record Reference(string Section) : Phrase;

    /// <summary>Parts one after another.</summary>
    public sealed record Row(IReadOnlyList<Phrase> Parts) : Phrase;

    /// <summary>One of several.</summary>
    public sealed record Choice(IReadOnlyList<Phrase> Options) : Phrase;

    /// <summary>Reads a wording.</summary>
    /// <exception cref="FormatException">A bracket is not closed or not opened.</exception>
    public static Phrase Parse(string source)
    {
        var place = 0;
        var phrase = ParseChoice(source, ref place);
        return place == source.Length
            ? phrase
            : throw new FormatException($"The wording '{source}' has a ')' too many at {place}.");
    }

    /// <summary>How many different texts it can give, its slots and references counted as one text each.</summary>
    public double Count() => this switch
    {
        Row row => row.Parts.Aggregate(1.0, (product, part) => product * part.Count()),
        Choice choice => choice.Options.Sum(option => option.Count()),
        _ => 1,
    };

    /// <summary>The texts that it can give, of those without slots and references.</summary>
    public IEnumerable<string> Texts() => this switch
    {
        Text text => [text.Value],
        Row row => row.Parts.Aggregate(
            Enumerable.Repeat("", 1),
            (starts, part) => starts.SelectMany(start => part.Texts().Select(end => start + end))),
        Choice choice => choice.Options.SelectMany(option => option.Texts()),
        _ => [],
    };

    private static Phrase ParseChoice(string source, ref int place)
    {
        List<Phrase> options = [ParseRow(source, ref place)];
        while (place < source.Length && source[place] == '|')
        {
            place++;
            options.Add(ParseRow(source, ref place));
        }

        return options.Count == 1 ? options[0] : new Choice(options);
    }

    private static Row ParseRow(string source, ref int place)
    {
        var parts = new List<Phrase>();
        var text = new StringBuilder();
        while (place < source.Length && source[place] is not ('|' or ')'))
        {
            var next = source[place++];
            switch (next)
            {
                case '\\':
                    text.Append(source[place++] is var escaped && escaped == 'n' ? '\n' : escaped);
                    break;
                case '(':
                    Flush();
                    parts.Add(ParseChoice(source, ref place));
                    Expect(source, ref place, ')');
                    break;
                case '{':
                    Flush();
                    parts.Add(new Slot(Until(source, ref place, '}')));
                    break;
                case '<':
                    Flush();
                    parts.Add(new Reference(Until(source, ref place, '>')));
                    break;
                default:
                    text.Append(next);
                    break;
            }
        }

        Flush();
        return new Row(parts);

        void Flush()
        {
            if (text.Length > 0)
            {
                parts.Add(new Text(text.ToString()));
                text.Clear();
            }
        }
    }

    private static string Until(string source, ref int place, char end)
    {
        var start = place;
        while (place < source.Length && source[place] != end)
        {
            place++;
        }

        Expect(source, ref place, end);
        return source[start..(place - 1)];
    }

    private static void Expect(string source, ref int place, char expected)
    {
        if (place >= source.Length || source[place] != expected)
        {
            throw new FormatException($"The wording '{source}' lacks a '{expected}' at {place}.");
        }

        place++;
    }
}
