using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Inference.ToolCalls;

/// <summary>
/// Takes a model's text as it is generated and separates what it says from the tools it calls. Text flows on at once,
/// except what may be the beginning of a call; a call is reported whole. What looked like a call and is none comes out
/// as text; a call cut off by the end of the text is dropped, see <see cref="EndsInsideCall"/>. One instance per turn.
/// </summary>
public sealed class ToolCallParser
{
    private const int CallLengthMax = 1 << 20;
    private const int NameLengthMax = 256;

    private readonly ToolCallFormat _format;
    private readonly FormatMarks _marks;
    private readonly string _trigger;

    /// <summary>What begins a call where the format announces a list of calls first; else as the trigger.</summary>
    private readonly string _callTrigger;
    private readonly string _middle;
    private readonly StringBuilder _pending = new();
    private readonly List<ParsedToolCall> _calls = [];
    private string _found = "";
    private bool _isInside;
    private bool _isInList;
    private bool _isStart = true;

    /// <summary>A parser for one turn in <paramref name="format"/>.</summary>
    /// <param name="format">How the model writes calls.</param>
    /// <param name="isControl">
    /// Whether a mark is a control token of the vocabulary, given by <see cref="AddToken"/>: text that spells it means
    /// nothing. Null when none is.
    /// </param>
    public ToolCallParser(ToolCallFormat format, Func<string, bool>? isControl = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        _format = format;
        _marks = new FormatMarks(isControl ?? (_ => false));
        _trigger = _marks.Spell(format.Trigger);
        _callTrigger = format.IsNameInJson || format.Open.Length == 0 ? _trigger : _marks.Spell(format.Open).Trim();
        _middle = _marks.Spell(format.Middle).Trim();
    }

    /// <summary>The calls so far. A call that repeats an earlier one is not reported.</summary>
    public IReadOnlyList<ParsedToolCall> Calls => _calls;

    /// <summary>True while a call has begun and is not complete.</summary>
    public bool EndsInsideCall => _isInside && (_pending.Length > 0 || _calls.Count == 0);

    /// <summary>Adds a control token, which may be a part of a call; gives back what is plain text by now.</summary>
    public string AddToken(string name) => _marks.MarkOf(name) is { } mark ? Read(mark) : "";

    /// <summary>Adds text and gives back what of it, and of earlier text, is plain text.</summary>
    public string Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(FormatMarks.WithoutMarks(text));
    }

    /// <summary>
    /// Ends the turn: gives back the text that might still have become a call. A half call is dropped.
    /// </summary>
    public string Complete()
    {
        var rest = _isInside || _calls.Count > 0 ? "" : _marks.Unspell(_pending.ToString());
        _pending.Clear();
        return rest;
    }

    private string Read(string text)
    {
        _pending.Append(text);
        var said = new StringBuilder();
        while (_isInside ? ReadCall(said) : ReadText(said))
        {
        }

        return said.ToString();
    }

    /// <summary>Passes text up to a trigger; true when one was found.</summary>
    private bool ReadText(StringBuilder said)
    {
        var text = _pending.ToString();
        if (_format.TriggersOnlyAtStart && _calls.Count > 0)
        {
            text = text.TrimStart(' ', ';', '\n');
            _pending.Clear().Append(text);
            _isStart = true;
        }

        var (at, found) = FirstTrigger(text);
        var safe = at >= 0 ? at : text.Length - HeldBack(text);
        if (_calls.Count == 0)
        {
            said.Append(FormatMarks.Strip(text[..safe]));
        }

        _pending.Remove(0, safe + (at >= 0 ? found.Length : 0));
        _isStart &= safe == 0;
        _isInside = at >= 0;
        _found = found;
        return at >= 0;
    }

    private (int At, string Found) FirstTrigger(string text)
    {
        var outer = text.IndexOf(_trigger, StringComparison.Ordinal);
        if (_format.TriggersOnlyAtStart && (outer > 0 || !_isStart))
        {
            return (-1, "");
        }

        var inner = text.IndexOf(_callTrigger, StringComparison.Ordinal);
        return inner >= 0 && (outer < 0 || inner < outer) ? (inner, _callTrigger) : (outer, _trigger);
    }

    /// <summary>How many characters at the end may be the beginning of a trigger.</summary>
    private int HeldBack(string text)
    {
        if (_format.TriggersOnlyAtStart)
        {
            return _isStart && _trigger.StartsWith(text, StringComparison.Ordinal) ? text.Length : 0;
        }

        return Math.Max(Beginning(text, _trigger), Beginning(text, _callTrigger));
    }

    private static int Beginning(string text, string trigger)
    {
        var length = Math.Min(text.Length, trigger.Length - 1);
        while (!text.AsSpan().EndsWith(trigger.AsSpan(0, length)))
        {
            length--;
        }

        return length;
    }

    /// <summary>Reads the call after a trigger; true when it is complete and more may follow.</summary>
    private bool ReadCall(StringBuilder said)
    {
        var pending = _pending.ToString();
        var text = (_format.TriggersOnlyAtStart ? _trigger : "") + pending;
        var reading = _format.IsNameInJson ? ReadJson(text) : ReadNamed(text);
        if (reading is not { } whole)
        {
            if (pending.Length > CallLengthMax)
            {
                Refuse(said);
            }

            return false;
        }

        if (whole.Calls is null)
        {
            Refuse(said);
            return false;
        }

        foreach (var call in whole.Calls)
        {
            if (!_calls.Exists(c => c.Name == call.Name && JsonNode.DeepEquals(c.Arguments, call.Arguments)))
            {
                _calls.Add(call);
            }
        }

        _pending.Remove(0, pending.Length - (text.Length - whole.End));
        _isInside = _isInList;
        return true;
    }

    private void Refuse(StringBuilder said)
    {
        if (_calls.Count == 0)
        {
            said.Append(_marks.Unspell(_found + _pending));
        }

        _pending.Clear();
        _isInside = false;
        _isInList = false;
        _isStart = false;
    }

    /// <summary>
    /// A call in JSON, or the beginning or end of a list of such, and where it ends. Null while it is open; no list
    /// when it is none.
    /// </summary>
    private (List<ParsedToolCall>? Calls, int End)? ReadJson(string text)
    {
        if (_isInList)
        {
            return ReadInList(text);
        }

        var start = text.AsSpan().IndexOfAny('{', '[');
        var before = (start < 0 ? text : text[..start]).Trim();
        if (before.Length > 0 && !(start < 0 ? "```json".StartsWith(before, StringComparison.Ordinal)
            : before is "```json" or "```"))
        {
            return (null, 0);
        }

        if (start >= 0 && text[start] == '[')
        {
            _isInList = true;
            _found += text[..(start + 1)];
            return ([], start + 1);
        }

        var end = start < 0 ? -1 : JsonEnd(text);
        return end < 0 ? null : (Parse(text[start..end]), end);
    }

    private (List<ParsedToolCall>? Calls, int End)? ReadInList(string text)
    {
        var start = text.AsSpan().IndexOfAnyExcept(" \t\r\n,");
        if (start < 0)
        {
            return null;
        }

        if (text[start] == ']' && _calls.Count > 0)
        {
            _isInList = false;
            return ([], start + 1);
        }

        if (text[start] != '{')
        {
            return (null, 0);
        }

        var end = JsonEnd(text);
        return end < 0 ? null : (Parse(text[start..end]), end);
    }

    /// <summary>As <see cref="ReadJson"/> for a name with arguments behind it.</summary>
    private (List<ParsedToolCall>? Calls, int End)? ReadNamed(string text)
    {
        var start = text.Length - text.TrimStart().Length;
        if (_found != _callTrigger)
        {
            var rest = text[start..];
            if (!rest.StartsWith(_callTrigger, StringComparison.Ordinal))
            {
                return _callTrigger.StartsWith(rest, StringComparison.Ordinal) ? null : (null, 0);
            }

            start += _callTrigger.Length;
        }

        var middle = text.IndexOf(_middle, start, StringComparison.Ordinal);
        var idAt = text.IndexOf(_marks.Spell("[CALL_ID]"), start, StringComparison.Ordinal);
        var nameEnd = idAt >= 0 && (middle < 0 || idAt < middle) ? idAt : middle;
        var name = text[start..(nameEnd < 0 ? text.Length : nameEnd)].Trim();
        if (name.Length > NameLengthMax || (nameEnd >= 0 && name.Length == 0))
        {
            return (null, 0);
        }

        if (middle < 0)
        {
            return null;
        }

        var arguments = text[(middle + _middle.Length)..];
        if (arguments.AsSpan().TrimStart() is [not '{', ..])
        {
            return (null, 0);
        }

        var end = JsonEnd(arguments);
        return end < 0 ? null
            : ((List<ParsedToolCall>?)(ParseNode(arguments[..end]) is JsonObject members
                ? [new ParsedToolCall(name, members)]
                : null), text.Length - arguments.Length + end);
    }

    /// <summary>Where the first JSON value ends, counting brackets outside strings; -1 while it is open.</summary>
    private static int JsonEnd(string text)
    {
        var depth = 0;
        var isString = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isString)
            {
                i += c == '\\' ? 1 : 0;
                isString = c != '"';
            }
            else if (c == '"')
            {
                isString = true;
            }
            else if (c is '{' or '[')
            {
                depth++;
            }
            else if (c is '}' or ']' && --depth <= 0)
            {
                return i + 1;
            }
        }

        return -1;
    }

    private static List<ParsedToolCall>? Parse(string json) => ToCall(ParseNode(json)) is { } call ? [call] : null;

    private static JsonNode? ParseNode(string json)
    {
        try
        {
            var node = JsonNode.Parse(json);

            // Reading a member is what finds a key that stands there twice.
            _ = node is JsonObject members && members.ContainsKey("");
            return node;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static ParsedToolCall? ToCall(JsonNode? node)
    {
        try
        {
            return node is JsonObject call
                && (call["name"] ?? call["tool_name"]) is JsonValue name
                && name.GetValueKind() == JsonValueKind.String
                && (call["arguments"] ?? call["parameters"]) is JsonObject arguments
                    ? new ParsedToolCall(name.GetValue<string>(), (JsonObject)arguments.DeepClone())
                    : null;
        }
        catch (ArgumentException)
        {
            // How JsonObject reports a key that stands there twice.
            return null;
        }
    }
}
