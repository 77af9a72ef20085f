// How well the carried embedding finds the paragraph of a question among all paragraphs of a file, beside BM25; and how
// many texts it embeds in a second. From the repository root:
//
//     dotnet run -c Release --project bench/Ganban.Bench.Retrieval -- --sets FOLDER
//
// With --store in place of --sets: what the embedded store finds by vectors (SEMANTIC), by words, and by both (HYBRID).
//
// How fast and how well the embedded store searches vectors, beside hnswlib and pgvector where Node.js and the packages
// of package.json are; and how long a million vectors take to open:
//
//     npm install --prefix bench/Ganban.Bench.Retrieval
//     dotnet run -c Release --project bench/Ganban.Bench.Retrieval -- --vectors COUNT
//     dotnet run -c Release --project bench/Ganban.Bench.Retrieval -- --open COUNT
//
// The folder has xquad.en.json, jsquad-valid-v1.3.json and jsquad-test-v1.3.json. The embedding's weights were tuned on
// the questions of XQuAD's paragraphs 0, 2, 4 … and on JSQuAD's test part: what counts are the rows "held out".
using System.Globalization;
using Ganban.Bench.Retrieval;
using Ganban.Inference.Embeddings;
using Ganban.Kernels.Dot;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--vectors" or "--open", var number] && int.TryParse(number, out var vectorCount))
{
    return args[0] == "--open" ? OpenBench.Run(vectorCount) : await VectorBench.Run(vectorCount);
}

if (args is [OpenBench.Verb, var snapshot])
{
    return OpenBench.Open(snapshot);
}

if (args is not ["--sets" or "--store", var folder])
{
    Console.Error.WriteLine(
        "Usage: Ganban.Bench.Retrieval --sets FOLDER | --store FOLDER | --vectors COUNT | --open COUNT");
    return 2;
}

if (args[0] == "--store")
{
    Console.WriteLine("| questions | search | R@1 | R@5 | R@10 |\n| --- | --- | --- | --- | --- |");
    foreach (var file in new[] { "xquad.en.json", "jsquad-valid-v1.3.json" })
    {
        var set = QuestionSet.Read(Path.Combine(folder, file));
        await StoreRecall.Measure(set, "all", set.Questions);
    }

    return 0;
}

int[] dimensions = [256, 512, 1024];
Console.WriteLine("| questions | method | R@1 | R@5 | R@10 | MRR |\n| --- | --- | --- | --- | --- | --- |");
foreach (var (file, isHeldOut) in new (string, Func<Question, bool>)[]
{
    ("xquad.en.json", question => question.Paragraph % 2 == 1),
    ("jsquad-valid-v1.3.json", _ => true),
    ("jsquad-test-v1.3.json", _ => false),
})
{
    var set = QuestionSet.Read(Path.Combine(folder, file));
    Measure(set, "held out", set.Questions.Where(isHeldOut).ToList());
    Measure(set, "tuned on", set.Questions.Where(question => !isHeldOut(question)).ToList());
    Measure(set, "all", set.Questions);
}

foreach (var file in new[] { "xquad.en.json", "jsquad-valid-v1.3.json" })
{
    var set = QuestionSet.Read(Path.Combine(folder, file));
    Time($"questions of {set.Name}", [.. set.Questions.Select(question => question.Text)]);
    Time($"paragraphs of {set.Name}", set.Paragraphs);
}

return 0;

void Measure(QuestionSet set, string part, IReadOnlyList<Question> questions)
{
    if (questions.Count == 0 || (part == "all" && questions.Count == set.Questions.Count && set.Name[0] == 'j'))
    {
        return;
    }

    var label = $"{set.Name}, {part}: {questions.Count} questions over {set.Paragraphs.Count} paragraphs";
    var bm25 = new Bm25(set.Paragraphs);
    var recall = new Recall();
    foreach (var question in questions)
    {
        recall.Add(bm25.Scores(question.Text), question.Paragraph);
    }

    Console.WriteLine($"| {label} | BM25 | {recall} |");
    foreach (var length in dimensions)
    {
        var embedder = new LexicalEmbedder(length);
        var index = set.Paragraphs.Select(paragraph => embedder.Embed(paragraph, out _)).ToList();
        var scores = new float[index.Count];
        recall = new Recall();
        foreach (var question in questions)
        {
            var vector = embedder.Embed(question.Text, out _);
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = DotF32.Dot(index[i], vector);
            }

            recall.Add(scores, question.Paragraph);
        }

        Console.WriteLine($"| {label} | {length} dimensions | {recall} |");
    }
}

// In seconds of the processor and not of the clock: others may be at work on the machine. One thread.
void Time(string name, IReadOnlyList<string> texts)
{
    foreach (var length in dimensions)
    {
        var embedder = new LexicalEmbedder(length);
        for (var warmUp = 0; warmUp < 2000; warmUp++)
        {
            embedder.Embed(texts[warmUp % texts.Count], out _);
        }

        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var started = Environment.CpuUsage.TotalTime;
        var count = 0;
        for (; Environment.CpuUsage.TotalTime - started < TimeSpan.FromSeconds(2); count += 100)
        {
            for (var i = 0; i < 100; i++)
            {
                embedder.Embed(texts[(count + i) % texts.Count], out _);
            }
        }

        var seconds = (Environment.CpuUsage.TotalTime - started).TotalSeconds;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        var characters = texts.Average(text => text.Length);
        Console.WriteLine($"{name}, {characters:F0} characters on average, {length} dimensions: "
            + $"{count / seconds:N0} texts/s of a core, {bytes / count:N0} bytes allocated a text");
    }
}
