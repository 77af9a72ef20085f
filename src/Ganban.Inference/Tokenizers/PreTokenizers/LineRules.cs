namespace Ganban.Inference.Tokenizers.PreTokenizers;

/// <summary>Rules about lines and what ends them.</summary>
internal static class LineRules
{
    /// <summary>`[\r\n]`</summary>
    public static int Break(ReadOnlySpan<uint> text, int start) => CodePoint.IsNewline(text[start]) ? 1 : 0;

    /// <summary>`[^\n]+|[\n]+`</summary>
    public static int LinesAndBreaks(ReadOnlySpan<uint> text, int start)
    {
        var end = start;
        while (end < text.Length && (CodePoint.Value(text[end]) == '\n') == (CodePoint.Value(text[start]) == '\n'))
        {
            end++;
        }

        return end - start;
    }

    /// <summary>`\s+$`</summary>
    public static int TrailingSpace(ReadOnlySpan<uint> text, int start)
    {
        var end = Scan.EndOf(text, start, CodePoint.Space);
        return end == text.Length ? end - start : start - end;
    }
}
