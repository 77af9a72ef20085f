using System.Text.Json;

namespace Ganban.Storage.Vectors;

/// <summary>
/// Where the vectors and words of documents are kept and searched. An index belongs to one tenant and begins with its
/// first document. Safe for concurrent use. What a write returned survives the death of the process.
/// </summary>
public interface IVectorStore
{
    /// <summary>Checks that an index can be kept where its place says.</summary>
    /// <param name="index">The index.</param>
    /// <param name="dimensions">The length that its vectors will have; null where nobody knows.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="IOException">It can't; the message says why, for its owner.</exception>
    Task Check(VectorIndex index, int? dimensions, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a document in place of the one that may be there: a search sees the old one or the new one, never a part
    /// of either.
    /// </summary>
    /// <exception cref="ArgumentException">Its vectors are not as long as those of the index.</exception>
    /// <exception cref="IOException">The store can't be used; the message says why, for the index' owner.</exception>
    Task Put(VectorIndex index, VectorDocument document, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a document other metadata and leaves its passages as they are, with their own; false where there is none,
    /// or where the store can't do that with this one: it is to be written anew then.
    /// </summary>
    /// <exception cref="IOException">The store can't be used; the message says why, for the index' owner.</exception>
    Task<bool> Describe(
        VectorIndex index,
        string document,
        IReadOnlyDictionary<string, JsonElement> metadata,
        CancellationToken cancellationToken);

    /// <summary>Deletes a document; false when there was none.</summary>
    Task<bool> Delete(VectorIndex index, string document, CancellationToken cancellationToken);

    /// <summary>Deletes documents, together where the store can; those that are not there are passed over.</summary>
    /// <exception cref="IOException">The store can't be used; the message says why, for the index' owner.</exception>
    async Task Delete(VectorIndex index, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        foreach (var document in documents)
        {
            await Delete(index, document, cancellationToken);
        }
    }

    /// <summary>Deletes an index with all that is in it, also where there is none.</summary>
    Task Drop(VectorIndex index, CancellationToken cancellationToken);

    /// <summary>
    /// The best passages for a query, the best first; a filter decides before the count does, so that fewer are found
    /// only where fewer match.
    /// </summary>
    /// <exception cref="ArgumentException">The query's vector is not as long as those of the index.</exception>
    Task<IReadOnlyList<VectorMatch>> Search(
        VectorIndex index, VectorQuery query, CancellationToken cancellationToken);
}
