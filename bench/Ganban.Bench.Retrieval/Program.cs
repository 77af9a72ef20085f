// Recall of the lexical embedding: for each question of a SQuAD-formed file (XQuAD, JSQuAD), is its paragraph among the
// first one or five of all paragraphs of the file? Usage: Ganban.Bench.Retrieval <file.json> [dimensions …]
using System.Text.Json;
using Ganban.Inference.Embeddings;
using Microsoft.Extensions.AI;

if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: Ganban.Bench.Retrieval <file.json> [dimensions …]");
    return 1;
}

using var data = JsonDocument.Parse(File.ReadAllBytes(args[0]));
var paragraphs = new List<string>();
var questions = new List<(string Text, int Paragraph)>();
foreach (var paragraph in data.RootElement.GetProperty("data").EnumerateArray()
    .SelectMany(article => article.GetProperty("paragraphs").EnumerateArray()))
{
    questions.AddRange(paragraph.GetProperty("qas").EnumerateArray()
        .Select(q => (q.GetProperty("question").GetString()!, paragraphs.Count)));
    paragraphs.Add(paragraph.GetProperty("context").GetString()!);
}

using var generator = new LexicalEmbeddingGenerator();
foreach (var dimensions in args.Length > 1 ? args.Skip(1).Select(int.Parse) : [512, 1024])
{
    var options = new EmbeddingGenerationOptions { Dimensions = dimensions };
    var index = await generator.GenerateAsync(paragraphs, options);
    var queries = await generator.GenerateAsync(questions.Select(q => q.Text), options);
    var ranks = questions.Select((question, i) =>
    {
        var scores = index.Select(p => Dot(p.Vector.Span, queries[i].Vector.Span)).ToList();
        return scores.Count(s => s > scores[question.Paragraph]);
    }).ToList();
    Console.WriteLine(
        $"{Path.GetFileName(args[0])}: {paragraphs.Count} paragraphs, {questions.Count} questions, "
        + $"{dimensions} dimensions: "
        + $"R@1 {ranks.Average(r => r < 1 ? 1.0 : 0):F3}, R@5 {ranks.Average(r => r < 5 ? 1.0 : 0):F3}");
}

return 0;

static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
{
    var sum = 0f;
    for (var i = 0; i < a.Length; i++)
    {
        sum += a[i] * b[i];
    }

    return sum;
}
