namespace Ganban.Documents;

/// <summary>The headings above a place while a document is read from its top.</summary>
internal sealed class HeadingPath
{
    private readonly List<(int Level, string Text)> _headings = [];

    /// <summary>The headings, the highest first.</summary>
    public IReadOnlyList<string> Now => [.. _headings.Select(heading => heading.Text)];

    /// <summary>Passes a heading: those of its level and below end.</summary>
    public void Pass(int level, string text)
    {
        _headings.RemoveAll(heading => heading.Level >= level);
        if (text.Length > 0)
        {
            _headings.Add((level, text));
        }
    }
}
