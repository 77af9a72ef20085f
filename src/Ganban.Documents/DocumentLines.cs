using System.Text;

namespace Ganban.Documents;

/// <summary>Puts a document's sections back into one text.</summary>
public static class DocumentLines
{
    /// <summary>The text, in which a heading stands on a line of its own before what is below it.</summary>
    public static string Of(IReadOnlyList<DocumentSection> sections)
    {
        ArgumentNullException.ThrowIfNull(sections);
        var text = new StringBuilder();
        IReadOnlyList<string> above = [];
        foreach (var section in sections)
        {
            var same = above.Zip(section.Headings).TakeWhile(pair => pair.First == pair.Second).Count();
            foreach (var heading in section.Headings.Skip(same))
            {
                text.Append(heading).Append('\n');
            }

            text.Append(section.Text).Append('\n');
            above = section.Headings;
        }

        return text.ToString().TrimEnd('\n');
    }
}
