namespace Ganban.Bedrock.Citations;

/// <summary>What kind of source an answer may cite, which decides how a place in it is told.</summary>
public enum CitableKind
{
    /// <summary>A document's text: places are characters.</summary>
    Text,

    /// <summary>A document in chunks: places are chunks.</summary>
    Chunks,

    /// <summary>A document in pages: places are pages.</summary>
    Pages,

    /// <summary>A search result: places are its content blocks.</summary>
    SearchResult,
}

/// <summary>A source that an answer may cite.</summary>
/// <param name="Index">Its number among the request's documents, or among its search results, from 0.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Title">Its title or name.</param>
/// <param name="Source">Where it is from, of a search result.</param>
/// <param name="Parts">Its text: one part, or its chunks or content blocks.</param>
public sealed record CitableSource(
    int Index, CitableKind Kind, string? Title, string? Source, IReadOnlyList<string> Parts);

/// <summary>A place that bears out what an answer says.</summary>
/// <param name="Source">The source.</param>
/// <param name="Start">Its first character, or part, from 0.</param>
/// <param name="End">The character, or part, behind its last.</param>
/// <param name="Text">The text that stands there.</param>
public sealed record SourceCitation(CitableSource Source, int Start, int End, string Text);

/// <summary>A piece of an answer with what bears it out.</summary>
/// <param name="Text">The piece.</param>
/// <param name="Citations">The places; none if nothing in the sources does.</param>
public sealed record CitedText(string Text, IReadOnlyList<SourceCitation> Citations);
