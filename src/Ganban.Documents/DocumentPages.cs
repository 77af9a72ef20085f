namespace Ganban.Documents;

/// <summary>Puts a document's sections together by pages.</summary>
public static class DocumentPages
{
    /// <summary>One text for each page, an empty one for a page without text.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<DocumentSection> sections)
    {
        ArgumentNullException.ThrowIfNull(sections);
        return Of(sections, sections.Count == 0 ? 0 : sections.Max(section => section.Page ?? 1));
    }

    /// <summary>The same of a document with so many pages.</summary>
    internal static IReadOnlyList<string> Of(IReadOnlyList<DocumentSection> sections, int count)
    {
        var pages = sections.ToLookup(section => section.Page, section => section.Text);
        return [.. Enumerable.Range(1, count).Select(page => string.Join('\n', pages[page]))];
    }
}
