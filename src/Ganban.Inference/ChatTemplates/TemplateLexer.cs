using System.Text;
using System.Text.RegularExpressions;

namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// Cuts a template into tokens. Whitespace is controlled as chat templates expect it: <c>-</c> strips, <c>+</c> keeps,
/// and as in the usual set-up a newline right after a block tag goes (trim_blocks) as does the indentation before one
/// (lstrip_blocks). One newline at the very end of the template is dropped.
/// </summary>
internal sealed partial class TemplateLexer
{
    private static readonly string[] Operators =
    [
        "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "(", ")", "[", "]", "{", "}", "<", ">", "=",
        ".", ",", ":", "|",
    ];

    private readonly string _source;
    private readonly List<TemplateToken> _tokens = [];
    private int _position;
    private int _line = 1;
    private int _lineCountedTo;

    private TemplateLexer(string source)
    {
        _source = source;
    }

    /// <summary>The tokens of <paramref name="source"/>, closed by an <see cref="TemplateTokenKind.End"/>.</summary>
    /// <exception cref="ChatTemplateException">
    /// A tag, comment or string isn't closed, or a character fits nothing.
    /// </exception>
    public static IReadOnlyList<TemplateToken> Tokenize(string source)
    {
        var text = source.Replace("\r\n", "\n", StringComparison.Ordinal);
        var lexer = new TemplateLexer(text.EndsWith('\n') ? text[..^1] : text);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        var lineStarts = true;
        var stripNext = false;
        while (_position < _source.Length)
        {
            var tag = NextTag(_position);
            var data = _source[_position..tag];
            var sign = tag + 2 < _source.Length ? _source[tag + 2] : '\0';
            var isOutput = tag < _source.Length && _source[tag + 1] == '{';
            var text = stripNext ? data.TrimStart() : data;
            if (tag < _source.Length)
            {
                text = TrimBeforeTag(text, sign, isOutput, lineStarts);
            }

            if (text.Length > 0)
            {
                _tokens.Add(new TemplateToken(TemplateTokenKind.Data, text, LineAt(_position)));
            }

            _position = tag;
            if (tag == _source.Length)
            {
                break;
            }

            stripNext = _source[tag + 1] == '#' ? SkipComment()
                : RawTag().Match(_source, tag) is { Success: true } raw ? ReadRaw(raw)
                : ReadTag(isOutput, sign is '-' or '+');
            lineStarts = _source[_position - 1] == '\n';
        }

        _tokens.Add(new TemplateToken(TemplateTokenKind.End, "", LineAt(_source.Length)));
    }

    private static string TrimBeforeTag(string text, char sign, bool isOutput, bool lineStarts)
    {
        if (sign == '-')
        {
            return text.TrimEnd();
        }

        if (isOutput || sign == '+')
        {
            return text;
        }

        var lineStart = text.LastIndexOf('\n') + 1;
        var indented = string.IsNullOrWhiteSpace(text[lineStart..]);
        return (lineStart > 0 || lineStarts) && indented ? text[..lineStart] : text;
    }

    private int NextTag(int from)
    {
        for (var i = from; i + 1 < _source.Length; i++)
        {
            if (_source[i] == '{' && _source[i + 1] is '{' or '%' or '#')
            {
                return i;
            }
        }

        return _source.Length;
    }

    /// <summary>Passes a comment; true when the text after it is to be stripped.</summary>
    private bool SkipComment()
    {
        var end = _source.IndexOf("#}", _position + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new ChatTemplateException("a comment '{#' is not closed by '#}'.", LineAt(_position));
        }

        _position = end + 2;
        var strips = end > 0 && _source[end - 1] == '-';
        if (!strips)
        {
            SkipNewline();
        }

        return strips;
    }

    /// <summary>Passes text that is no template; true when the text after it is to be stripped.</summary>
    private bool ReadRaw(Match begin)
    {
        var start = begin.Index + begin.Length;
        var end = EndRawTag().Match(_source, start);
        if (!end.Success)
        {
            throw new ChatTemplateException("'endraw' is missing.", LineAt(_position));
        }

        var text = _source[start..end.Index];
        text = begin.Groups["end"].Value == "-" ? text.TrimStart() : text;
        text = TrimBeforeTag(text, end.Groups["start"].ValueSpan is [var sign] ? sign : '\0', false, lineStarts: false);
        if (text.Length > 0)
        {
            _tokens.Add(new TemplateToken(TemplateTokenKind.Data, text, LineAt(start)));
        }

        _position = end.Index + end.Length;
        if (end.Groups["end"].Length == 0)
        {
            SkipNewline();
        }

        return end.Groups["end"].Value == "-";
    }

    [GeneratedRegex(@"\G\{%[-+]?\s*raw\s*(?<end>-?)%\}", RegexOptions.ExplicitCapture)]
    private static partial Regex RawTag();

    [GeneratedRegex(@"\{%(?<start>[-+]?)\s*endraw\s*(?<end>[-+]?)%\}", RegexOptions.ExplicitCapture)]
    private static partial Regex EndRawTag();

    /// <summary>Reads one <c>{{ }}</c> or <c>{% %}</c>; true when the text after it is to be stripped.</summary>
    private bool ReadTag(bool isOutput, bool hasSign)
    {
        var (begin, end, close) = isOutput
            ? (TemplateTokenKind.OutputBegin, TemplateTokenKind.OutputEnd, "}}")
            : (TemplateTokenKind.BlockBegin, TemplateTokenKind.BlockEnd, "%}");
        var beginLine = LineAt(_position);
        _tokens.Add(new TemplateToken(begin, isOutput ? "{{" : "{%", beginLine));
        _position += hasSign ? 3 : 2;
        var brackets = 0;
        while (true)
        {
            while (_position < _source.Length && char.IsWhiteSpace(_source[_position]))
            {
                _position++;
            }

            if (_position >= _source.Length)
            {
                throw new ChatTemplateException($"a tag is not closed by '{close}'.", beginLine);
            }

            if (brackets == 0 && TryClose(close, out var sign))
            {
                _tokens.Add(new TemplateToken(end, close, LineAt(_position - 1)));
                if (!isOutput && sign is null)
                {
                    SkipNewline();
                }

                return sign == '-';
            }

            ReadToken(ref brackets);
        }
    }

    /// <summary>Passes the end of a tag if it is here; <paramref name="sign"/> is the '-' or '+' before it.</summary>
    private bool TryClose(string close, out char? sign)
    {
        var rest = _source.AsSpan(_position);
        sign = rest[0] is '-' or '+' && rest[1..].StartsWith(close) ? rest[0] : null;
        if (sign is null && !rest.StartsWith(close))
        {
            return false;
        }

        _position += close.Length + (sign is null ? 0 : 1);
        return true;
    }

    private void SkipNewline()
    {
        if (_position < _source.Length && _source[_position] == '\n')
        {
            _position++;
        }
    }

    private void ReadToken(ref int brackets)
    {
        var c = _source[_position];
        var line = LineAt(_position);
        if (c is '\'' or '"')
        {
            _tokens.Add(new TemplateToken(TemplateTokenKind.Text, ReadString(c, line), line));
        }
        else if (char.IsAsciiDigit(c))
        {
            _tokens.Add(ReadNumber(line));
        }
        else if (char.IsLetter(c) || c == '_')
        {
            var start = _position;
            while (_position < _source.Length && IsNamePart(_source[_position]))
            {
                _position++;
            }

            _tokens.Add(new TemplateToken(TemplateTokenKind.Name, _source[start.._position], line));
        }
        else
        {
            var op = Array.Find(Operators, o => _source.AsSpan(_position).StartsWith(o))
                ?? throw new ChatTemplateException($"the character '{c}' has no meaning here.", line);
            brackets += op is "(" or "[" or "{" ? 1 : op is ")" or "]" or "}" ? -1 : 0;
            _position += op.Length;
            _tokens.Add(new TemplateToken(TemplateTokenKind.Operator, op, line));
        }
    }

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c == '_';

    private TemplateToken ReadNumber(int line)
    {
        var start = _position;
        SkipDigits();
        var isFloat = _position + 1 < _source.Length && _source[_position] == '.'
            && char.IsAsciiDigit(_source[_position + 1]);
        if (isFloat)
        {
            _position++;
            SkipDigits();
        }

        if (Exponent().Match(_source, _position) is { Success: true } exponent)
        {
            isFloat = true;
            _position += exponent.Length;
        }

        var text = _source[start.._position].Replace("_", "", StringComparison.Ordinal);
        return new TemplateToken(isFloat ? TemplateTokenKind.Float : TemplateTokenKind.Integer, text, line);
    }

    [GeneratedRegex(@"\G[eE][-+]?[0-9]+", RegexOptions.ExplicitCapture)]
    private static partial Regex Exponent();

    private void SkipDigits()
    {
        while (_position < _source.Length && (char.IsAsciiDigit(_source[_position]) || _source[_position] == '_'))
        {
            _position++;
        }
    }

    private string ReadString(char quote, int line)
    {
        var text = new StringBuilder();
        for (_position++; _position < _source.Length; _position++)
        {
            var c = _source[_position];
            if (c == quote)
            {
                _position++;
                return text.ToString();
            }

            if (c == '\\' && _position + 1 < _source.Length)
            {
                _position++;
                ReadEscape(text, line);
            }
            else
            {
                text.Append(c);
            }
        }

        throw new ChatTemplateException("a string is not closed.", line);
    }

    /// <summary>
    /// Appends what the escape at the current character stands for; the position ends on its last character.
    /// </summary>
    private void ReadEscape(StringBuilder text, int line)
    {
        var c = _source[_position];
        var digits = c switch { 'x' => 2, 'u' => 4, _ => 0 };
        if (digits > 0)
        {
            var hex = _source.AsSpan(_position + 1, Math.Min(digits, _source.Length - _position - 1));
            if (!ushort.TryParse(hex, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code)
                || hex.Length < digits)
            {
                throw new ChatTemplateException($"'\\{c}' needs {digits} hexadecimal digits.", line);
            }

            text.Append((char)code);
            _position += digits;
            return;
        }

        _ = c switch
        {
            'n' => text.Append('\n'),
            't' => text.Append('\t'),
            'r' => text.Append('\r'),
            '\\' or '\'' or '"' => text.Append(c),
            '\n' => text,
            _ => text.Append('\\').Append(c),
        };
    }

    private int LineAt(int position)
    {
        for (; _lineCountedTo < position; _lineCountedTo++)
        {
            _line += _source[_lineCountedTo] == '\n' ? 1 : 0;
        }

        return _line;
    }
}
