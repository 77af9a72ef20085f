namespace Ganban.Inference.ChatTemplates;

/// <summary>
/// A chat template can't be read or can't be rendered; the message says what is wrong and on which line.
/// </summary>
public sealed class ChatTemplateException : Exception
{
    /// <summary>A fault on <paramref name="line"/> (from 1) of the template.</summary>
    public ChatTemplateException(string message, int line)
        : base($"Chat template, line {line}: {message}")
    {
        Reason = message;
        Line = line;
    }

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; }

    /// <summary>The line of the template, from 1.</summary>
    public int Line { get; }
}
