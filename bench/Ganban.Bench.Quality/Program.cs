// How good a model is at what the corpus teaches, on names, wordings and layouts that are held out of training, on the
// specification's scenario, and on public question sets. From the repository root:
//
//     dotnet run -c Release --project bench/Ganban.Bench.Quality -- MODEL.gguf [--count N] [--sets FOLDER]
//         [--only scenario,agent,grounded,action,text,sets] [--show N] [--threads N]
//
// The most likely token is always taken, and tool calls are held to their schemas, as the server does it.
using System.Diagnostics;
using System.Globalization;
using Ganban.Corpus.Drawing;
using Ganban.Corpus.Evaluation;
using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Ganban.Inference.Models;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not [var path, .. var rest] || path.StartsWith('-') || rest.Length % 2 != 0)
{
    Console.Error.WriteLine("Usage: Ganban.Bench.Quality MODEL.gguf [--count N] [--sets FOLDER] "
        + "[--only scenario,agent,grounded,action,text,sets] [--show N] [--threads N]");
    return 2;
}

var options = rest.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
var count = int.Parse(options.GetValueOrDefault("--count", "100"), CultureInfo.InvariantCulture);
var show = int.Parse(options.GetValueOrDefault("--show", "0"), CultureInfo.InvariantCulture);
var only = options.GetValueOrDefault("--only", "scenario,agent,grounded,action,text,sets").Split(',');
var threads = int.Parse(options.GetValueOrDefault("--threads", "2"), CultureInfo.InvariantCulture);
const int Concurrent = 8;
string[] kinds = ["search", "query", "extract", "label", "rewrite", "copy", "pattern", "chat"];

using var model = LanguageModel.Open(path, new LanguageModelOptions { Threads = threads });
using var generator = new TextGenerator(model, new TextGeneratorOptions());
using var client = new LocalChatClient(generator);
var tested = new ModelUnderTest(client);
var corpus = new CorpusEvaluation(tested, Concurrent);
var started = Stopwatch.GetTimestamp();
Console.WriteLine($"{Path.GetFileName(path)}, context {model.ContextLength}, {count} conversations a row\n");
Console.WriteLine("| task | result | of | too long |\n| --- | --- | --- | --- |");
if (only.Contains("scenario"))
{
    Print(await new FactoryScenario(tested).Run(CancellationToken.None));
}

foreach (var split in new[] { Split.Known, Split.Unseen })
{
    foreach (var language in new[] { Language.Japanese, Language.English })
    {
        Print(only.Contains("agent") ? await corpus.Agent(language, split, count, CancellationToken.None) : []);
        Print(only.Contains("grounded") ? await corpus.Grounded(language, split, count, CancellationToken.None) : []);
        Print(only.Contains("action") ? await corpus.Action(language, split, count, CancellationToken.None) : []);
        foreach (var kind in only.Contains("text") ? kinds : [])
        {
            Print([await corpus.Exact(kind, language, split, count, CancellationToken.None)]);
        }
    }
}

if (only.Contains("sets") && options.TryGetValue("--sets", out var folder))
{
    var sets = new QuestionSets(tested, folder, Concurrent);
    Print(await sets.Bfcl(count, CancellationToken.None));
    Print(await sets.Jsquad(count, CancellationToken.None));
    Print(await sets.Xquad(count, CancellationToken.None));
}

Console.WriteLine($"\n{Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
return 0;

void Print(IEnumerable<Measure> measures)
{
    foreach (var measure in measures)
    {
        Console.WriteLine(measure);
        foreach (var failure in measure.Failures.Take(show))
        {
            Console.WriteLine("    " + failure.ReplaceLineEndings("\n    ") + "\n");
        }
    }
}
