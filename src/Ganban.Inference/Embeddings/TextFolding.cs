using System.Runtime.InteropServices;

namespace Ganban.Inference.Embeddings;

/// <summary>
/// Brings text to one form, so that the same word written differently is the same: lower case, accents dropped from
/// Latin letters, and the compatibility mappings of Unicode's NFKC (UAX #15) that Japanese and Western text meets:
/// full-width ASCII, half-width katakana, circled numbers and letters, ligatures, super- and subscript digits, the
/// ideographic space, separate voicing marks. Done here and not by the platform, whose tables differ between versions.
/// </summary>
public static class TextFolding
{
    private const string HalfWidthKatakana =
        "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

    // Base letters of U+00C0…U+017F; '*' keeps the character.
    private const string LatinBases =
        "aaaaaa*ceeeeiiii*nooooo**uuuuy**aaaaaa*ceeeeiiii*nooooo**uuuuy*y"
        + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkk*lllllll"
        + "lllnnnnnn***oooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz*";

    /// <summary>The folded form of a text.</summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = new List<char>(text.Length);
        Fold(text, folded);
        return new string(CollectionsMarshal.AsSpan(folded));
    }

    /// <summary>Adds the folded form of <paramref name="text"/> to <paramref name="folded"/>.</summary>
    public static void Fold(ReadOnlySpan<char> text, List<char> folded)
    {
        foreach (var c in text)
        {
            Append(folded, c);
        }
    }

    private static void Append(List<char> folded, char c)
    {
        switch (c)
        {
            case < '\u0080':
                folded.Add(char.ToLowerInvariant(c));
                break;
            case >= '\u00C0' and <= '\u017F' when LatinBases[c - '\u00C0'] != '*':
                folded.Add(LatinBases[c - '\u00C0']);
                break;
            case >= '\u0300' and <= '\u036F':
                break;
            case '\u3000' or '\u00A0' or (>= '\u2000' and <= '\u200A') or '\u202F':
                folded.Add(' ');
                break;
            case '\u3099' or '\u309A' or '\uFF9E' or '\uFF9F':
                Voice(folded, c is '\u3099' or '\uFF9E');
                break;
            case >= '\uFF01' and <= '\uFF5E':
                folded.Add(char.ToLowerInvariant((char)(c - '\uFF01' + '!')));
                break;
            case >= '\uFF61' and <= '\uFF9D':
                folded.Add(HalfWidthKatakana[c - '\uFF61']);
                break;
            default:
                if (Expansion(c) is { } expansion)
                {
                    folded.AddRange(expansion);
                }
                else
                {
                    folded.Add(char.ToLowerInvariant(c));
                }

                break;
        }
    }

    private static string? Expansion(char c) => c switch
    {
        'ß' => "ss",
        'æ' or 'Æ' => "ae",
        'œ' or 'Œ' => "oe",
        'ø' or 'Ø' => "o",
        '²' => "2",
        '³' => "3",
        '¹' => "1",
        '⁰' => "0",
        '½' => "1/2",
        '¼' => "1/4",
        '¾' => "3/4",
        '…' => "...",
        '‐' or '‑' => "-",
        '’' => "'",
        '™' => "tm",
        '№' => "no",
        '㎏' => "kg",
        '㎜' => "mm",
        '㎝' => "cm",
        '㎞' => "km",
        '㎡' => "m2",
        '㈱' => "(株)",
        >= '\u2074' and <= '\u2079' => ((char)(c - '\u2070' + '0')).ToString(),
        >= '\u2080' and <= '\u2089' => ((char)(c - '\u2080' + '0')).ToString(),
        >= '\u2460' and <= '\u2473' => (c - '\u2460' + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
        >= '\u24B6' and <= '\u24CF' => ((char)(c - '\u24B6' + 'a')).ToString(),
        >= '\u24D0' and <= '\u24E9' => ((char)(c - '\u24D0' + 'a')).ToString(),
        '\uFB00' => "ff",
        '\uFB01' => "fi",
        '\uFB02' => "fl",
        '\uFB03' => "ffi",
        '\uFB04' => "ffl",
        _ => null,
    };

    /// <summary>Joins a separate voicing mark with the kana before it.</summary>
    private static void Voice(List<char> folded, bool dakuten)
    {
        if (folded.Count == 0)
        {
            return;
        }

        // In both kana blocks a voiced letter follows its plain one, and after the h row comes the half-voiced one.
        var last = folded[^1];
        var katakana = last is >= 'ァ' and <= 'ヶ';
        var hiragana = katakana ? (char)(last - 'ァ' + 'ぁ') : last;
        char? voiced = hiragana switch
        {
            'う' when dakuten && katakana => 'ヴ',
            >= 'か' and <= 'ぢ' when dakuten && (hiragana - 'か') % 2 == 0 => (char)(last + 1),
            'つ' or 'て' or 'と' when dakuten => (char)(last + 1),
            'は' or 'ひ' or 'ふ' or 'へ' or 'ほ' => (char)(last + (dakuten ? 1 : 2)),
            _ => null,
        };
        if (voiced is { } letter)
        {
            folded[^1] = letter;
        }
    }
}
