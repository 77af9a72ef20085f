using Ganban.Corpus.Drawing;

namespace Ganban.Corpus.Names;

/// <summary>
/// Names of everything. Most are made up, so that they can only be copied; in training none is drawn that is held out.
/// </summary>
internal sealed class NameSource(Scene scene, WordLists words)
{
    private static readonly string[] Connectors = ["の", "の", "・", "-", "と", ""];

    private readonly Draw _draw = scene.Draw;

    /// <summary>A product, project, event, shop or the like.</summary>
    public string Entity() => Admitted(() => scene.IsJapanese ? JapaneseEntity() : EnglishEntity());

    /// <summary>A part, material, ingredient, member of a list.</summary>
    public string Item() => Admitted(() => scene.IsJapanese ? JapaneseItem() : EnglishItem());

    /// <summary>Different items.</summary>
    public List<string> Items(int count)
    {
        var items = new List<string>();
        while (items.Count < count)
        {
            var item = Item();
            if (!items.Contains(item))
            {
                items.Add(item);
            }
        }

        return items;
    }

    /// <summary>A common or made-up noun.</summary>
    public string Noun() => Admitted(() => _draw.Chance(0.5) ? _draw.PickFrom(words[Key("thing")]) : Made());

    /// <summary>A made-up word of Latin letters, its first letter large.</summary>
    public string Brand() => Admitted(() => Capital(Syllables.InLatin(_draw)));

    /// <summary>A made-up word of small Latin letters.</summary>
    public string Word() => Admitted(() => Syllables.InLatin(_draw));

    /// <summary>A word that nobody has heard, as part of a sentence.</summary>
    public string Unheard() => Admitted(() => !scene.IsJapanese
        ? Syllables.InLatin(_draw)
        : _draw.Below(3) switch
        {
            0 => Syllables.InHiragana(_draw),
            1 => Syllables.InKatakana(_draw),
            _ => Syllables.InKanji(_draw, 2),
        });

    /// <summary>Somebody.</summary>
    public string Person() => Admitted(() => scene.IsJapanese
        ? (_draw.Chance(0.7) ? _draw.PickFrom(words["ja.family"]) : Syllables.InKanji(_draw, 2))
            + (_draw.Chance(0.6) ? _draw.PickFrom(words["ja.given"]) : "")
        : (_draw.Chance(0.7) ? _draw.PickFrom(words["en.given"]) : Brand())
            + (_draw.Chance(0.6) ? " " + Capital(Syllables.InLatin(_draw)) : ""));

    /// <summary>Somewhere.</summary>
    public string Place() => _draw.Chance(0.7)
        ? _draw.PickFrom(words[Key("place")])
        : Admitted(() => scene.IsJapanese
            ? Made() + _draw.Pick("市", "町", "駅", "港", "倉庫", "支店", "棟", "室")
            : Capital(Syllables.InLatin(_draw)) + _draw.Pick(" City", " Street", " Hall", " Station", "", "ville"));

    /// <summary>A company.</summary>
    public string Company() => Admitted(() => scene.IsJapanese
        ? _draw.Pick("", "", "株式会社") + (_draw.Chance(0.5) ? Made() : Syllables.InKatakana(_draw))
            + _draw.PickFrom(words["ja.company"])
        : Capital(Syllables.InLatin(_draw)) + " " + _draw.PickFrom(words["en.company"]));

    /// <summary>What people do with things, such as cleaning.</summary>
    public string Field() => _draw.PickFrom(words[Key("field")]);

    /// <summary>A word of a list; of the Japanese one where there is one for the conversation.</summary>
    public string WordOf(string list) => _draw.PickFrom(words[words.Has(Key(list)) ? Key(list) : list]);

    /// <summary>A word of a list, or one like it whose first part is made up, so that it can only be copied.</summary>
    public string WordOrLike(string list)
    {
        var word = WordOf(list);
        if (_draw.Chance(0.65) || !char.IsAsciiLetter(word[0]))
        {
            return word;
        }

        var end = word.AsSpan().IndexOfAny(' ', ',');
        var rest = end < 0 ? "" : word[end..];
        return (char.IsUpper(word[0]) ? Brand() : Word()) + rest;
    }

    /// <summary>Draws until the split admits the name.</summary>
    public string Admitted(Func<string> draw)
    {
        while (true)
        {
            var name = draw();
            if (HoldOut.Admits(scene.Split, name) && !ScenarioWords.AreIn(name))
            {
                return name;
            }
        }
    }

    /// <summary>A word with its first letter large.</summary>
    public static string Capital(string word) =>
        word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..];

    private string Key(string list) => (scene.IsJapanese ? "ja." : "en.") + list;

    private string Made() => scene.IsJapanese
        ? _draw.PickWeighted(0.3, 0.25, 0.35, 0.1) switch
        {
            0 => Syllables.InHiragana(_draw),
            1 => Syllables.InKatakana(_draw),
            2 => Syllables.InKanji(_draw, _draw.Between(1, 3)),
            _ => Capital(Syllables.InLatin(_draw)),
        }
        : Syllables.InLatin(_draw);

    private string JapaneseEntity()
    {
        var name = _draw.PickWeighted(0.5, 0.2, 0.12, 0.18) switch
        {
            0 => Made() + _draw.PickFrom(words["ja.suffix"]),
            1 => Made() + (_draw.Chance(0.5) ? Syllables.InKatakana(_draw) : Made()),
            2 => _draw.PickFrom(words["ja.thing"]) + _draw.PickFrom(words["ja.suffix"]),
            _ => Made() + _draw.Pick(Connectors) + Made(),
        };
        return name.Length < 2 ? name + _draw.PickFrom(words["ja.suffix"]) : name + Number(0.12);
    }

    private string EnglishEntity() => _draw.PickWeighted(0.4, 0.2, 0.1, 0.1, 0.1, 0.1) switch
    {
        0 => Capital(Syllables.InLatin(_draw)) + " " + _draw.PickFrom(words["en.suffix"]),
        1 => Capital(Syllables.InLatin(_draw)),
        2 => Capital(_draw.PickFrom(words["en.thing"])) + " " + _draw.PickFrom(words["en.suffix"]),
        3 => Capital(Syllables.InLatin(_draw)) + " " + Capital(Syllables.InLatin(_draw)),
        4 => Capital(Syllables.InLatin(_draw)) + "-" + _draw.Between(1, 999),
        _ => Capital(Syllables.InLatin(_draw)) + _draw.Pick("Kit", "Box", "Lab", "Bot", "Works") + Number(0.3),
    };

    private string JapaneseItem() => _draw.PickWeighted(0.3, 0.3, 0.25, 0.1, 0.05) switch
    {
        0 => _draw.PickFrom(words["ja.thing"]),
        1 => Made() is { Length: > 1 } made ? made : Syllables.InKanji(_draw, 2),
        2 => Made() + _draw.PickFrom(words["ja.part"]),
        3 => _draw.PickFrom(words["ja.thing"]) + _draw.PickFrom(words["ja.part"]),
        _ => Made() + _draw.Pick("-", "") + _draw.Between(1, 99),
    };

    private string EnglishItem() => _draw.PickWeighted(0.25, 0.2, 0.2, 0.25, 0.1) switch
    {
        0 => _draw.PickFrom(words["en.thing"]),
        1 => Syllables.InLatin(_draw),
        2 => Syllables.InLatin(_draw) + " " + _draw.PickFrom(words["en.part"]),
        3 => _draw.PickFrom(words["en.thing"]) + " "
            + _draw.PickFrom(words[_draw.Chance(0.5) ? "en.thing" : "en.part"]),
        _ => _draw.PickFrom(words["en.color"]) + " " + _draw.PickFrom(words["en.thing"]),
    };

    private string Number(double probability) => !_draw.Chance(probability)
        ? ""
        : _draw.Pick("", "-", " ", "第", "Mk", "X") is var mark && mark == "第" && !scene.IsJapanese
            ? "2"
            : mark + _draw.Between(1, 99) + (mark == "第" ? _draw.Pick("号", "世代", "版") : "");
}
