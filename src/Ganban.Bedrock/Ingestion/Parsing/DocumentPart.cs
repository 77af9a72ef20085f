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
}
