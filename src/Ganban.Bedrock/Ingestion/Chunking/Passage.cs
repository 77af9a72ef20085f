using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Ingestion.Chunking;

/// <summary>A piece of a document that is found and given back as one.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Page">The page on which it begins, from 1; null where the format has none.</param>
/// <param name="Headings">The headings above its beginning, the highest first.</param>
/// <param name="Embedded">What is embedded in its place: the text itself, or smaller parts of it.</param>
internal sealed record Passage(
    string Text, int? Page, IReadOnlyList<string> Headings, IReadOnlyList<string> Embedded)
{
    /// <summary>What holds for it beside what holds for the document.</summary>
    public IReadOnlyDictionary<string, JsonElement> Attributes { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The picture that it is, without text, and is embedded as; null for a text.</summary>
    public DataContent? Picture { get; init; }
}
