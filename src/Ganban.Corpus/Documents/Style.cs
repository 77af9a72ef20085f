using Ganban.Corpus.Wordings;

namespace Ganban.Corpus.Documents;

/// <summary>
/// How a document is laid out, part by part; drawn once for a document, so that its headings look alike. In training a
/// third of the parts are made of random marks, so that no mark is a sign of anything by itself, and
/// in some documents items have nothing but a space before their amount: only the words say which is which.
/// </summary>
internal sealed class Style
{
    private const double RandomShare = 0.3;
    private const string Marks = "#*=-+~>|:;/.@%&^_「」【】［］（）〈〉『』・●○◎■□▲▼◇→※";

    private readonly Scene _scene;
    private readonly Phrase _head;
    private readonly Phrase _bullet;
    private readonly Phrase _number;
    private readonly Phrase _pair;
    private readonly Phrase _fact;

    public Style(Scene scene)
    {
        _scene = scene;
        _head = Draw("head", () => $"{Random(1, 3)}{Gap()}{{t}}{(scene.Chance(0.4) ? Gap() + Random(1, 3) : "")}");
        _bullet = Draw("bullet", () => $"{Random(1, 2)}{Gap()}{{t}}");
        _number = Draw("number", () => $"{(scene.Chance(0.5) ? Random(1, 1) : "")}{{n}}{Random(1, 2)}{Gap()}{{t}}");
        _pair = scene.Split == Drawing.Split.Train && scene.Chance(scene.PlainShare)
            ? Phrase.Parse("{i} {q}")
            : Draw("pair", () => $"{{i}}{Gap()}{Random(1, 2)}{Gap()}{{q}}");
        _fact = Draw("fact", () => $"{{k}}{Gap()}{Random(1, 2)}{Gap()}{{v}}");
        Between = scene.Lay(scene.Layout("between"));
    }

    /// <summary>What stands between two sections.</summary>
    public string Between { get; }

    /// <summary>A heading.</summary>
    public string Head(string text) => _scene.Lay(_head, ("t", text));

    /// <summary>A point of a list.</summary>
    public string Bullet(string text) => _scene.Lay(_bullet, ("t", text));

    /// <summary>A numbered point.</summary>
    public string Numbered(int number, string text) => _scene.Lay(_number, ("n", $"{number}"), ("t", text));

    /// <summary>An item with its amount.</summary>
    public string Pair(Entry entry) =>
        entry.Amount.Length == 0 ? entry.Name : _scene.Lay(_pair, ("i", entry.Name), ("q", entry.Amount));

    /// <summary>A value with its label.</summary>
    public string Fact(string label, string value) => _scene.Lay(_fact, ("k", label), ("v", value));

    private Phrase Draw(string section, Func<string> random) =>
        _scene.Split == Drawing.Split.Train && _scene.Chance(RandomShare)
            ? Phrase.Parse(random())
            : _scene.Layout(section);

    private string Gap() => _scene.Draw.Pick(" ", " ", "");

    // A backslash before each mark takes away any meaning that it has in a phrase.
    private string Random(int least, int most) => string.Concat(
        Enumerable.Range(0, _scene.Draw.Between(least, most))
            .Select(_ => "\\" + Marks[_scene.Draw.Below(Marks.Length)]));
}
