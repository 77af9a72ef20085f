using System.Text.Json;
using Ganban.Documents;

namespace Ganban.Bedrock.Ingestion.Parsing;

/// <summary>What of a document is taken apart by itself: all of it, or a record of a table.</summary>
/// <param name="Sections">Its text.</param>
/// <param name="Attributes">What holds for this part beside what holds for the document.</param>
internal sealed record DocumentPart(
    IReadOnlyList<DocumentSection> Sections, IReadOnlyDictionary<string, JsonElement> Attributes)
{
    /// <summary>A document that is one part.</summary>
    public static DocumentPart Of(IReadOnlyList<DocumentSection> sections) =>
        new(sections, new Dictionary<string, JsonElement>());

    /// <summary>The same parts, with neighbours that have no attributes of their own as one.</summary>
    public static IReadOnlyList<DocumentPart> Join(IEnumerable<DocumentPart> parts)
    {
        var joined = new List<DocumentPart>();
        var sections = new List<DocumentSection>();
        foreach (var part in parts)
        {
            if (part.Attributes.Count > 0)
            {
                joined.Add(Of([.. sections]));
                joined.Add(part);
                sections.Clear();
                continue;
            }

            sections.AddRange(part.Sections);
        }

        joined.Add(Of(sections));
        return [.. joined.Where(part => part.Sections.Count > 0)];
    }
}
