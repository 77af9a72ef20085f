namespace Ganban.Documents;

/// <summary>
/// Refuses pages that nest deeper than any real one: building a page takes time that grows with the square of its
/// depth. It counts tags without understanding the page; elements that may stay open are not counted.
/// </summary>
internal static class HtmlNesting
{
    private const int DepthMax = 1000;
    private const int NameLengthMax = 16;

    private static readonly HashSet<string> Uncounted = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "optgroup", "colgroup", "rp",
        "rt", "html", "head", "body", "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
        "param", "source", "track", "wbr",
    };

    /// <summary>Checks a page.</summary>
    /// <exception cref="DocumentException">It nests too deep.</exception>
    public static void Check(ReadOnlySpan<char> page)
    {
        var depth = 0;
        while (page.IndexOf('<') is var tag and >= 0)
        {
            page = page[(tag + 1)..];
            var isEnd = page.StartsWith("/");
            var name = Name(isEnd ? page[1..] : page);
            if (name.Length == 0 || Uncounted.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name))
            {
                continue;
            }

            depth = isEnd ? Math.Max(0, depth - 1) : depth + 1;
            if (depth > DepthMax)
            {
                throw new DocumentException(
                    DocumentFault.Broken, $"Its elements nest deeper than {DepthMax}, or are not closed.");
            }
        }
    }

    private static ReadOnlySpan<char> Name(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && length < NameLengthMax && char.IsAsciiLetterOrDigit(text[length]))
        {
            length++;
        }

        return text[..length];
    }
}
