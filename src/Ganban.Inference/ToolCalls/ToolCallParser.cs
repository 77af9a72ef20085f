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

    private readonly ToolCallFormat _format;
    private readonly bool _triggerIsToken;
    private readonly StringBuilder _pending = new();
    private readonly List<ParsedToolCall> _calls = [];
    private bool _isInside;
    private bool _isStart = true;

    /// <summary>A parser for one turn in <paramref name="format"/>.</summary>
    /// <param name="format">How the model writes calls.</param>
    /// <param name="triggerIsToken">
    /// True when the trigger is a control token, given by <see cref="AddToken"/>: text that spells it means nothing.
    /// </param>
    public ToolCallParser(ToolCallFormat format, bool triggerIsToken = false)
    {
        ArgumentNullException.ThrowIfNull(format);
        _format = format;
        _triggerIsToken = triggerIsToken;
    }

    /// <summary>The calls so far. A call that repeats an earlier one is not reported.</summary>
    public IReadOnlyList<ParsedToolCall> Calls => _calls;

    /// <summary>True while a call has begun and is not complete.</summary>
    public bool EndsInsideCall => _isInside;

    /// <summary>Adds a control token, which begins a call if it is the trigger.</summary>
    public void AddToken(string name)
    {
        _isInside |= _triggerIsToken && name == _format.Trigger;
    }

    /// <summary>Adds text and gives back what of it, and of earlier text, is plain text.</summary>
    public string Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _pending.Append(text);
        var said = new StringBuilder();
        while (_isInside ? ReadCall(said) : ReadText(said))
        {
        }

        return said.ToString();
    }

    /// <summary>
    /// Ends the turn: gives back the text that might still have become a call. A half call is dropped.
    /// </summary>
    public string Complete()
    {
        var rest = _isInside || _calls.Count > 0 ? "" : _pending.ToString();
        _pending.Clear();
        return rest;
    }

    /// <summary>Passes text up to a trigger; true when one was found.</summary>
    private bool ReadText(StringBuilder said)
    {
        var text = _pending.ToString();
        var at = text.IndexOf(_format.Trigger, StringComparison.Ordinal);
        if (_triggerIsToken || (_format.TriggersOnlyAtStart && (at > 0 || !_isStart)))
        {
            at = -1;
        }

        var safe = at >= 0 ? at : text.Length - HeldBack(text);
        if (_calls.Count == 0)
        {
            said.Append(text, 0, safe);
        }

        _pending.Remove(0, safe + (at >= 0 ? _format.Trigger.Length : 0));
        _isStart &= safe == 0;
        _isInside = at >= 0;
        return at >= 0;
    }

    /// <summary>How many characters at the end may be the beginning of a trigger.</summary>
    private int HeldBack(string text)
    {
        if (_triggerIsToken)
        {
            return 0;
        }

        if (_format.TriggersOnlyAtStart)
        {
            return _isStart && _format.Trigger.StartsWith(text, StringComparison.Ordinal) ? text.Length : 0;
        }

        var length = Math.Min(text.Length, _format.Trigger.Length - 1);
        while (!text.EndsWith(_format.Trigger[..length], StringComparison.Ordinal))
        {
            length--;
        }

        return length;
    }

    /// <summary>Reads the JSON after a trigger; true when it is complete and more may follow.</summary>
    private bool ReadCall(StringBuilder said)
    {
        var pending = _pending.ToString();
        var text = (_format.TriggersOnlyAtStart ? _format.Trigger : "") + pending;
        var end = JsonEnd(text);
        if (end < 0)
        {
            if (pending.Length > CallLengthMax)
            {
                Refuse(said);
            }

            return false;
        }

        if (Parse(text[..end]) is not { } calls)
        {
            Refuse(said);
            return false;
        }

        foreach (var call in calls)
        {
            if (!_calls.Exists(c => c.Name == call.Name && JsonNode.DeepEquals(c.Arguments, call.Arguments)))
            {
                _calls.Add(call);
            }
        }

        _pending.Remove(0, pending.Length - (text.Length - end));
        _isInside = false;
        return true;
    }

    private void Refuse(StringBuilder said)
    {
        said.Append(_format.Trigger).Append(_pending);
        _pending.Clear();
        _isInside = false;
        _isStart = false;
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

    private static List<ParsedToolCall>? Parse(string json)
    {
        try
        {
            var node = JsonNode.Parse(json);
            return node switch
            {
                JsonArray items when items.Select(ToCall).ToList() is var calls && !calls.Contains(null) =>
                    [.. calls.OfType<ParsedToolCall>()],
                JsonObject when ToCall(node) is { } call => [call],
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // ArgumentException is how JsonObject reports a key that stands there twice.
            return null;
        }
    }

    private static ParsedToolCall? ToCall(JsonNode? node) =>
        node is JsonObject call
        && call["name"] is JsonValue name && name.GetValueKind() == JsonValueKind.String
        && (call["arguments"] ?? call["parameters"]) is JsonObject arguments
            ? new ParsedToolCall(name.GetValue<string>(), (JsonObject)arguments.DeepClone())
            : null;
}
