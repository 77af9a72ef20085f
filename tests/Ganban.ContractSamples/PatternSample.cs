using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ganban.ContractSamples;

/// <summary>
/// Makes texts that match a pattern of the contract: the small part of regular expressions that the contract uses.
/// </summary>
public sealed class PatternSample
{
    private const int Attempts = 200;
    private const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private readonly string _pattern;
    private readonly Random _random;
    private int _at;
    private int _more;

    private PatternSample(string pattern, Random random, int more) =>
        (_pattern, _random, _more) = (pattern, random, more);

    /// <summary>A text within the lengths; null where none was found.</summary>
    public static string? Make(string pattern, int min, int max, Random random)
    {
        pattern = pattern.Replace(@"\_", "_", StringComparison.Ordinal).Replace("/d{", @"\d{", StringComparison.Ordinal);
        var whole = new Regex($@"\A(?:{pattern})\z", RegexOptions.None, TimeSpan.FromSeconds(1));
        for (var i = 0; i < Attempts; i++)
        {
            var text = new PatternSample(pattern, random, more: Math.Max(2, min >> (i % 4))).Alternatives();
            if (text.Length >= min && text.Length <= max && whole.IsMatch(text))
            {
                return text;
            }
        }

        return null;
    }

    private bool More => _at < _pattern.Length;

    private string Alternatives()
    {
        var choices = new List<string> { Sequence() };
        while (More && _pattern[_at] == '|')
        {
            _at++;
            choices.Add(Sequence());
        }

        return choices[_random.Next(choices.Count)];
    }

    private string Sequence()
    {
        var text = new StringBuilder();
        while (More && _pattern[_at] is not ('|' or ')'))
        {
            var start = _at;
            var item = Item();
            var end = _at;
            var (least, most) = Quantifier();
            var after = _at;
            var count = _random.Next(least, Math.Min(most, least + _more) + 1);
            for (var i = 0; i < count; i++)
            {
                text.Append(i == 0 ? item : Again(start, end));
            }

            _at = after;
        }

        return text.ToString();
    }

    // Every repetition draws anew.
    private string Again(int start, int end)
    {
        _at = start;
        var item = Item();
        System.Diagnostics.Debug.Assert(_at == end, "An item ends where it ended before.");
        return item;
    }

    private string Item()
    {
        var c = _pattern[_at++];
        switch (c)
        {
            case '^' or '$':
                return "";
            case '.':
                return One(Plain);
            case '[':
                return One(Class());
            case '(':
                return Group();
            case '\\':
                return Escape() is { Length: > 0 } set ? One(set) : "";
            default:
                return c.ToString();
        }
    }

    private string Group()
    {
        var silent = false;
        if (_pattern[_at] == '?')
        {
            silent = _pattern[_at + 1] is '!' or '=';
            _at += 2;
        }

        var text = Alternatives();
        _at++;
        return silent ? "" : text;
    }

    private string Class()
    {
        var negated = _pattern[_at] == '^';
        _at += negated ? 1 : 0;
        var set = new StringBuilder();
        for (var first = true; first || _pattern[_at] != ']'; first = false)
        {
            var c = _pattern[_at++];
            var chars = c == '\\' ? Escape() : c.ToString();
            if (chars.Length == 1 && _pattern[_at] == '-' && _pattern[_at + 1] != ']' && _pattern[_at - 1] != '-')
            {
                var last = _pattern[_at + 1] == '\\' ? _pattern[_at + 2] : _pattern[_at + 1];
                _at += _pattern[_at + 1] == '\\' ? 3 : 2;
                for (var next = chars[0]; next <= last; next++)
                {
                    set.Append(next);
                }
            }
            else
            {
                set.Append(chars);
            }
        }

        _at++;
        return negated ? string.Concat(Plain.Where(c => !set.ToString().Contains(c))) : set.ToString();
    }

    private string Escape() => _pattern[_at++] switch
    {
        'd' => "0123456789",
        's' => " ",
        'S' or 'w' => Plain,
        'b' => "",
        var literal => literal.ToString(),
    };

    private (int Least, int Most) Quantifier()
    {
        if (!More)
        {
            return (1, 1);
        }

        switch (_pattern[_at])
        {
            case '*':
                _at++;
                return (0, int.MaxValue - 1);
            case '+':
                _at++;
                return (1, int.MaxValue - 1);
            case '?':
                _at++;
                return (0, 1);
            case '{':
                var end = _pattern.IndexOf('}', _at);
                var bounds = _pattern[(_at + 1)..end].Split(',');
                _at = end + 1;
                var least = int.Parse(bounds[0], CultureInfo.InvariantCulture);
                var most = bounds.Length == 1 ? least
                    : bounds[1].Length == 0 ? int.MaxValue - 1
                    : int.Parse(bounds[1], CultureInfo.InvariantCulture);
                return (least, most);
            default:
                return (1, 1);
        }
    }

    private string One(string set) => set[_random.Next(set.Length)].ToString();
}
