using System.Text;
using Ganban.Corpus.Drawing;

namespace Ganban.Corpus.Names;

/// <summary>Words that nobody has heard, in every script: to write one, a model can but copy it.</summary>
internal static class Syllables
{
    private const string Hiragana =
        "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわがぎぐげござじずぜぞだでどばびぶべぼぱぴぷぺぽ";

    private static readonly string[] Onsets =
    [
        "b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "br", "cr", "dr",
        "fl", "gr", "kr", "pl", "pr", "sk", "sl", "sp", "st", "tr", "th", "sh", "ch", "", "y", "qu",
    ];

    private static readonly string[] Nuclei = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "u", "ai", "ea", "oo", "y"];

    private static readonly string[] Codas = ["", "", "", "n", "r", "x", "l", "s", "t", "m", "nd", "rk", "k", "p", "z"];

    // Bits of English and Latin letters that would make a made-up word an ugly one.
    private static readonly string[] Ugly =
    [
        "fuk", "fuc", "shit", "cun", "sex", "nig", "fag", "rape", "cum", "dik", "dic", "coc", "cok", "tit", "pis",
        "slut",
    ];

    /// <summary>A word in hiragana, of 2 to 5 syllables.</summary>
    public static string InHiragana(Draw draw)
    {
        var word = new StringBuilder();
        for (var left = draw.Between(2, 4); left > 0; left--)
        {
            word.Append(Hiragana[draw.Below(Hiragana.Length)]);
            if (draw.Chance(0.06))
            {
                word.Append(draw.Pick("ゃ", "ゅ", "ょ"));
            }

            if (draw.Chance(0.1))
            {
                word.Append(draw.Pick(left > 1 ? 'っ' : 'ん', 'ん'));
            }
        }

        return word.ToString();
    }

    /// <summary>A word in katakana, of 2 to 6 syllables.</summary>
    public static string InKatakana(Draw draw)
    {
        var word = new StringBuilder();
        for (var left = draw.Between(2, 5); left > 0; left--)
        {
            word.Append((char)(Hiragana[draw.Below(Hiragana.Length)] + 0x60));
            if (draw.Chance(0.08))
            {
                word.Append(draw.Pick('ャ', 'ュ', 'ョ', 'ィ', 'ェ'));
            }

            if (draw.Chance(0.2))
            {
                word.Append(draw.Pick('ー', 'ー', 'ン', left > 1 ? 'ッ' : 'ス'));
            }
        }

        return word.ToString();
    }

    /// <summary>A word of some kanji.</summary>
    public static string InKanji(Draw draw, int length)
    {
        Span<char> word = stackalloc char[length];
        foreach (ref var character in word)
        {
            character = draw.PickFrom(Kanji.FirstLevel);
        }

        return word.ToString();
    }

    /// <summary>A word of small Latin letters, of 1 to 3 syllables.</summary>
    public static string InLatin(Draw draw)
    {
        while (true)
        {
            var word = new StringBuilder();
            for (var left = draw.PickWeighted(0.1, 0.6, 0.3) + 1; left > 0; left--)
            {
                word.Append(draw.Pick(Onsets)).Append(draw.Pick(Nuclei)).Append(left == 1 || draw.Chance(0.3)
                    ? draw.Pick(Codas)
                    : "");
            }

            var text = word.ToString();
            if (text.Length > 2 && !Ugly.Any(part => text.Contains(part, StringComparison.Ordinal)))
            {
                return text;
            }
        }
    }
}
