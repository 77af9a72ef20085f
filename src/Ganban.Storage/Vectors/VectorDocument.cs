using System.Text.Json;

namespace Ganban.Storage.Vectors;

/// <summary>A document to be found.</summary>
/// <param name="Id">What names it in its index.</param>
/// <param name="Metadata">What holds for all of it: strings, numbers, booleans and lists of strings.</param>
/// <param name="Passages">Its pieces in order.</param>
public sealed record VectorDocument(
    string Id, IReadOnlyDictionary<string, JsonElement> Metadata, IReadOnlyList<VectorPassage> Passages)
{
    /// <summary>The metadata of one of its passages, with its own.</summary>
    /// <param name="passage">The passage, whose metadata wins.</param>
    public Dictionary<string, JsonElement> MetadataOf(VectorPassage passage)
    {
        ArgumentNullException.ThrowIfNull(passage);
        var all = new Dictionary<string, JsonElement>(Metadata, StringComparer.Ordinal);
        foreach (var (key, value) in passage.Metadata)
        {
            all[key] = value;
        }

        return all;
    }
}

/// <summary>A piece of a document: what a search gives back.</summary>
/// <param name="Text">What is given back.</param>
/// <param name="Words">What is searched for words: the text, and what is to be found beside it.</param>
/// <param name="Metadata">What holds for this piece beside what holds for the document, and wins over that.</param>
/// <param name="Vectors">The vectors that stand for it, one or more, all of one length.</param>
public sealed record VectorPassage(
    string Text,
    string Words,
    IReadOnlyDictionary<string, JsonElement> Metadata,
    IReadOnlyList<ReadOnlyMemory<float>> Vectors);
