using System.Text;

namespace Ganban.Inference.ToolCalls;

/// <summary>
/// The marks of the formats that are control tokens, each as one character that is no character of Unicode
/// (U+FDD0 to U+FDEF are set aside for such use), so that text that merely spells a mark is something else.
/// </summary>
internal sealed class FormatMarks(Func<string, bool> isControl)
{
    private const char First = '\uFDD0';
    private const char Last = '\uFDEF';

    private readonly string[] _names = [.. ToolCallFormat.Marks.Where(isControl)];

    /// <summary>The mark called <paramref name="name"/>; null when that is no mark or no control token.</summary>
    public string? MarkOf(string name) =>
        Array.IndexOf(_names, name) is var index and >= 0 ? ((char)(First + index)).ToString() : null;

    /// <summary>Text of a format with its marks.</summary>
    public string Spell(string text)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            text = text.Replace(_names[i], ((char)(First + i)).ToString(), StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Text with the names of marks in place of them.</summary>
    public string Unspell(string text)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            text = text.Replace(((char)(First + i)).ToString(), _names[i], StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>A model's text in which nothing passes for a mark.</summary>
    public static string WithoutMarks(string text) => Replace(text, "\uFFFD");

    /// <summary>Text without the marks in it, which are control tokens and no text.</summary>
    public static string Strip(string text) => Replace(text, "");

    private static string Replace(string text, string replacement)
    {
        if (!text.AsSpan().ContainsAnyInRange(First, Last))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c is >= First and <= Last ? clean.Append(replacement) : clean.Append(c);
        }

        return clean.ToString();
    }
}
