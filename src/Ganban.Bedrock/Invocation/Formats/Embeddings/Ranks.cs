using System.Text.Json.Nodes;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>
/// Ranks documents by how near they are to a query: the cosine of their embeddings, 0 where it is negative. It is what
/// an embedding engine can tell, and not the score of a model that reads both together.
/// </summary>
internal static class Ranks
{
    private const int QueryDocumentsMax = 100; // that a query's price covers

    /// <summary>Reads what all rerankers have in common.</summary>
    public static EmbeddingCall Read(NativeBody root, int documentsMax)
    {
        var query = root.RequiredText("query", 1, int.MaxValue);
        var documents = root.Texts("documents", documentsMax);
        if (root.Any("documents", required: true) is { ValueKind: System.Text.Json.JsonValueKind.Array } list
            && list.GetArrayLength() == 0)
        {
            root.Complain("documents", "expected minimum item count: 1, found: 0");
        }

        var top = root.Integer("top_n", 1, int.MaxValue) ?? int.MaxValue;
        root.Check();
        return new([query, .. documents], null, (vectors, _) => Write(vectors, top)) 
        {
            TellsTokens = false,
            Queries = (documents.Count + QueryDocumentsMax - 1) / QueryDocumentsMax,
        };
    }

    private static JsonObject Write(IReadOnlyList<ReadOnlyMemory<float>> vectors, int top) => new()
    {
        ["results"] = new JsonArray(
        [
            .. vectors.Skip(1)
                .Select((vector, index) => (Index: index, Score: Math.Max(0, Vectors.Cosine(vectors[0], vector))))
                .OrderByDescending(rank => rank.Score)
                .Take(top)
                .Select(rank => new JsonObject { ["index"] = rank.Index, ["relevance_score"] = rank.Score }),
        ]),
    };
}
