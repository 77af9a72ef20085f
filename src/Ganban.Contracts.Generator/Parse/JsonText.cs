using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Ganban.Contracts.Generator.Parse;

/// <summary>
/// Reads JSON into dictionaries, lists, strings, doubles and booleans. A source generator can't bring a JSON library
/// along, and the contract files are our own, so this covers what they use and nothing more.
/// </summary>
internal sealed class JsonText
{
    private readonly string _text;
    private int _at;

    private JsonText(string text) => _text = text;

    public static Dictionary<string, object> ParseObject(string text) =>
        (Dictionary<string, object>)new JsonText(text).Value();

    private object Value()
    {
        Space();
        switch (_text[_at])
        {
            case '{':
                return Object();
            case '[':
                return List();
            case '"':
                return String();
            default:
                return Word();
        }
    }

    private Dictionary<string, object> Object()
    {
        var members = new Dictionary<string, object>(StringComparer.Ordinal);
        _at++;
        for (Space(); _text[_at] != '}'; Space())
        {
            Skip(',');
            var name = String();
            Skip(':');
            members[name] = Value();
        }

        _at++;
        return members;
    }

    private List<object> List()
    {
        var elements = new List<object>();
        _at++;
        for (Space(); _text[_at] != ']'; Space())
        {
            Skip(',');
            elements.Add(Value());
        }

        _at++;
        return elements;
    }

    private string String()
    {
        Space();
        var text = new StringBuilder();
        for (_at++; _text[_at] != '"'; _at++)
        {
            text.Append(_text[_at] == '\\' ? Escaped() : _text[_at]);
        }

        _at++;
        return text.ToString();
    }

    private char Escaped()
    {
        _at++;
        switch (_text[_at])
        {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'u':
                _at += 4;
                return (char)int.Parse(
                    _text.Substring(_at - 3, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            default:
                return _text[_at];
        }
    }

    private object Word()
    {
        var start = _at;
        while (_at < _text.Length && ",]} \r\n\t".IndexOf(_text[_at]) < 0)
        {
            _at++;
        }

        var word = _text.Substring(start, _at - start);
        return word switch
        {
            "true" => true,
            "false" => false,
            _ => (object)double.Parse(word, CultureInfo.InvariantCulture),
        };
    }

    private void Skip(char separator)
    {
        Space();
        if (_text[_at] == separator)
        {
            _at++;
        }

        Space();
    }

    private void Space()
    {
        while (char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }
}
