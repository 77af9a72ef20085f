using Ganban.Inference.Embeddings;
using Ganban.Storage.Sqlite.Vectors;
using Ganban.Storage.Vectors;

namespace Ganban.Bench.Retrieval;

/// <summary>
/// What a knowledge base finds: the embedded store with the carried embedding, by vectors, by words, and by both, as
/// the search types SEMANTIC and HYBRID do it.
/// </summary>
internal static class StoreRecall
{
    private const int Dimensions = 1024;
    private const int Deepest = 10;

    /// <summary>Prints a row for each way to search.</summary>
    public static async Task Measure(QuestionSet set, string part, IReadOnlyList<Question> questions)
    {
        var folder = Directory.CreateTempSubdirectory("ganban-bench-").FullName;
        try
        {
            await using var store = new SqliteVectorStore(folder, openMax: 1, TimeProvider.System);
            var index = new VectorIndex(new("000000000000", "us-east-1"), "bench");
            var embedder = new LexicalEmbedder(Dimensions);
            for (var i = 0; i < set.Paragraphs.Count; i++)
            {
                var text = set.Paragraphs[i];
                var passage = new VectorPassage(
                    text,
                    TextFolding.Fold(text),
                    new Dictionary<string, System.Text.Json.JsonElement>(),
                    [embedder.Embed(text, out _)]);
                var document = new VectorDocument(
                    i.ToString("D6"), new Dictionary<string, System.Text.Json.JsonElement>(), [passage]);
                await store.Put(index, document, CancellationToken.None);
            }

            foreach (var (name, hasVector, hasText) in new[]
            {
                ("SEMANTIC", true, false), ("words only", false, true), ("HYBRID", true, true),
            })
            {
                var ranks = new List<int>();
                foreach (var question in questions)
                {
                    var query = new VectorQuery
                    {
                        Vector = hasVector ? embedder.Embed(question.Text, out _) : default(ReadOnlyMemory<float>?),
                        Text = hasText ? TextFolding.Fold(question.Text) : null,
                        Count = Deepest,
                    };
                    var found = await store.Search(index, query, CancellationToken.None);
                    var right = question.Paragraph.ToString("D6");
                    var rank = found.ToList().FindIndex(match => match.Document == right);
                    ranks.Add(rank < 0 ? int.MaxValue : rank);
                }

                Console.WriteLine($"| {set.Name}, {part}: {questions.Count} questions over {set.Paragraphs.Count} paragraphs "
                    + $"| {name} | {At(ranks, 1):F3} | {At(ranks, 5):F3} | {At(ranks, 10):F3} |");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double At(List<int> ranks, int first) => ranks.Average(rank => rank < first ? 1.0 : 0);
}
