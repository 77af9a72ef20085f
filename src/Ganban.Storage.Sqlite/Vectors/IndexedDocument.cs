using System.Text.Json;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>A passage of an index as searches have it in memory.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Metadata">Its own metadata.</param>
/// <param name="Vectors">Its vectors, one behind the other, at unit length.</param>
internal sealed record IndexedPassage(
    long Id, IReadOnlyDictionary<string, JsonElement> Metadata, float[] Vectors);

/// <summary>A document of an index as searches have it in memory.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Passages">Its passages by id.</param>
internal sealed record IndexedDocument(
    long Id, string Name, IReadOnlyDictionary<string, JsonElement> Metadata, IndexedPassage[] Passages)
{
    public bool Matches(IndexedPassage passage, MetadataFilter? filter) => filter?.Matches(key =>
        passage.Metadata.TryGetValue(key, out var own) ? own
        : Metadata.TryGetValue(key, out var shared) ? shared
        : null) ?? true;

    public IReadOnlyDictionary<string, JsonElement> MetadataOf(IndexedPassage passage)
    {
        var all = new Dictionary<string, JsonElement>(Metadata, StringComparer.Ordinal);
        foreach (var (key, value) in passage.Metadata)
        {
            all[key] = value;
        }

        return all;
    }
}

/// <summary>A passage with the document that it belongs to.</summary>
internal readonly record struct PassageRef(IndexedDocument Document, IndexedPassage Passage);
