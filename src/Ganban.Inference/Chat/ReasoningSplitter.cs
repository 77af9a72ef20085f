using System.Text;

namespace Ganban.Inference.Chat;

/// <summary>
/// Takes a model's text as it is generated and tells the reasoning at its beginning from the answer. Both flow on at
/// once, except what may be the beginning of a mark. The marks, and line breaks around them, belong to neither.
/// </summary>
internal sealed class ReasoningSplitter(ReasoningFormat format, bool startsInside)
{
    private readonly StringBuilder _pending = new();
    private Part _part = startsInside ? Part.Reasoning : Part.Start;
    private bool _trims = startsInside;

    private enum Part
    {
        /// <summary>Nothing but whitespace came yet: the reasoning may begin.</summary>
        Start,

        /// <summary>In the reasoning.</summary>
        Reasoning,

        /// <summary>In the answer, which lasts to the end.</summary>
        Answer,
    }

    /// <summary>Adds a control token by its name; text before it is complete.</summary>
    public (string Reasoning, string Answer) AddToken(string name)
    {
        var isMark = (_part == Part.Start && name == format.Open) || (_part == Part.Reasoning && name == format.Close);
        if (!isMark)
        {
            return Flush();
        }

        // Whitespace before the opening mark belongs to it, as do line breaks before the closing one.
        var text = _part == Part.Start ? "" : _pending.ToString().TrimEnd('\n');
        _pending.Clear().Append(text);
        var before = Flush();
        Enter(name == format.Open ? Part.Reasoning : Part.Answer);
        return before;
    }

    /// <summary>Adds text; gives back what of it, and of earlier text, is certain.</summary>
    public (string Reasoning, string Answer) Add(string text)
    {
        _pending.Append(text);
        var (reasoning, answer) = (new StringBuilder(), new StringBuilder());
        while (true)
        {
            var pending = _pending.ToString();
            switch (_part)
            {
                case Part.Start when pending.AsSpan().TrimStart() is var begun && begun.StartsWith(format.Open):
                    _pending.Remove(0, pending.Length - begun.Length + format.Open.Length);
                    Enter(Part.Reasoning);
                    continue;
                case Part.Start when format.Open.AsSpan().StartsWith(pending.AsSpan().TrimStart()):
                    break;
                case Part.Start:
                    _part = Part.Answer;
                    continue;
                case Part.Reasoning when pending.IndexOf(format.Close, StringComparison.Ordinal) is var at and >= 0:
                    var end = pending.AsSpan(0, at).TrimEnd('\n').Length;
                    Take(end, reasoning);
                    _pending.Remove(0, at - end + format.Close.Length);
                    Enter(Part.Answer);
                    continue;
                case Part.Reasoning:
                    Take(pending.Length - HeldBack(pending), reasoning);
                    break;
                default:
                    Take(pending.Length, answer);
                    break;
            }

            return (reasoning.ToString(), answer.ToString());
        }
    }

    /// <summary>Ends the text: what was held back comes out.</summary>
    public (string Reasoning, string Answer) Flush()
    {
        var text = new StringBuilder();
        Take(_pending.Length, text);
        return _part == Part.Reasoning ? (text.ToString(), "") : ("", text.ToString());
    }

    private void Enter(Part part)
    {
        _part = part;
        _trims = true;
    }

    private void Take(int length, StringBuilder into)
    {
        var text = _pending.ToString(0, length);
        text = _trims ? text.TrimStart('\n') : text;
        _trims &= text.Length == 0;
        into.Append(text);
        _pending.Remove(0, length);
    }

    /// <summary>How many characters at the end may be the beginning of the closing mark.</summary>
    private int HeldBack(string text)
    {
        var length = Math.Min(text.Length, format.Close.Length - 1);
        while (!text.AsSpan().EndsWith(format.Close.AsSpan(0, length)))
        {
            length--;
        }

        // Line breaks before the mark belong to it.
        while (length < text.Length && text[^(length + 1)] == '\n')
        {
            length++;
        }

        return length;
    }
}
