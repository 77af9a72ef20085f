using Ganban.Corpus.Drawing;
using Ganban.Corpus.Names;
using Ganban.Corpus.Wordings;

namespace Ganban.Corpus;

/// <summary>What one conversation is made with: its choices, split and language, and what to say things with.</summary>
internal sealed class Scene
{
    private const double StrangeShare = 0.12;

    private readonly Lexicon _lexicon;

    public Scene(Draw draw, Split split, Language language, Lexicon lexicon)
    {
        (Draw, Split, Language, _lexicon) = (draw, split, language, lexicon);
        Names = new NameSource(this, lexicon.Words);
        Values = new ValueSource(this, lexicon.Words);
    }

    public Draw Draw { get; }

    /// <summary>The share of documents in training whose items have nothing but a space before their amount.</summary>
    public double PlainShare { get; init; } = 0.25;

    public Split Split { get; }

    public Language Language { get; }

    public bool IsJapanese => Language == Language.Japanese;

    public NameSource Names { get; }

    public ValueSource Values { get; }

    public Lexicon Lexicon => _lexicon;

    public bool Chance(double probability) => Draw.Chance(probability);

    /// <summary>One of two texts, by the language.</summary>
    public string In(string english, string japanese) => IsJapanese ? japanese : english;

    /// <summary>
    /// A wording in the conversation's language. The slot <c>w</c>, where it isn't given, is a word that nobody has
    /// heard, so that a model learns to do without one that it doesn't know.
    /// </summary>
    public string Say(string section, params ReadOnlySpan<(string Slot, string Text)> slots) =>
        Split == Split.Train && StrangeWords.Suit(section) && Chance(StrangeShare)
            ? StrangeWords.Write(this, section, slots)
            : Write(_lexicon.Wordings(Language), section, slots);

    /// <summary>A wording of another grammar, with the same slot.</summary>
    public string Write(
        Grammar grammar, string section, params ReadOnlySpan<(string Slot, string Text)> slots)
    {
        (string Slot, string Text)[] given = [.. slots];
        var family = Draw.PickFrom(grammar.Families(section, Split));
        var isGiven = given.Any(slot => slot.Slot == "w");
        return grammar.Write(
            family, Draw, Split, name => name == "w" && !isGiven ? Names.Unheard() : Grammar.Find(given, name));
    }

    /// <summary>A layout that is the same wherever it is used.</summary>
    public Phrase Layout(string section) => Draw.PickFrom(_lexicon.Layouts.Families(section, Split));

    /// <summary>A text in a layout.</summary>
    public string Lay(Phrase layout, params ReadOnlySpan<(string Slot, string Text)> slots) =>
        _lexicon.Layouts.Write(layout, Draw, Split, slots);
}
