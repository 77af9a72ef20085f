namespace Ganban.Documents;

/// <summary>A piece of a document that lies in one place.</summary>
/// <param name="Text">Its text; lines end with a line feed, cells of a table are parted by tabs.</param>
/// <param name="Page">Its page or slide, from 1; null where the format has none.</param>
/// <param name="Headings">The headings above it, the highest first; of a workbook the sheet's name.</param>
public sealed record DocumentSection(string Text, int? Page, IReadOnlyList<string> Headings);
