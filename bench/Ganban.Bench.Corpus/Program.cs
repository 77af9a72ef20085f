// The corpus, to look at and to measure. From the repository root:
// dotnet run -c Release --project bench/Ganban.Bench.Corpus -- show KIND [SPLIT [COUNT]]
// dotnet run -c Release --project bench/Ganban.Bench.Corpus -- tokenizer FILE [SIZE]
// dotnet run -c Release --project bench/Ganban.Bench.Corpus -- cut TOKENIZER TEXT…
// dotnet run -c Release --project bench/Ganban.Bench.Corpus -- speed TOKENIZER [COUNT]
// dotnet run -c Release --project bench/Ganban.Bench.Corpus -- batches TOKENIZER PLAN TOKENS LENGTH > …
// dotnet run -c Release --project bench/Ganban.Bench.Corpus -- held-out TOKENIZER SPLIT COUNT TOKENS > …
using System.Diagnostics;
using System.Globalization;
using Ganban.Bench.Corpus;
using Ganban.Corpus;
using Ganban.Corpus.Drawing;
using Ganban.Corpus.Format;
using Ganban.Corpus.Tokenizers;
using Ganban.Corpus.Training;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Tokenizers;
using Ganban.Training;
using Ganban.Training.Jobs;
using Microsoft.Win32.SafeHandles;

switch (args)
{
    case ["show", var kind, .. var rest]:
        Show(kind, rest.Length > 0 ? Enum.Parse<Split>(rest[0]) : Split.Train, rest.Length > 1 ? Number(rest[1]) : 3);
        return 0;
    case ["tokenizer", var path, .. var rest]:
        var size = rest.Length > 0 ? Number(rest[0]) : CorpusTokenizer.Size;
        CorpusTokenizer.Train(size, CancellationToken.None).Write(path);
        Console.WriteLine($"Wrote {path}.");
        return 0;
    case ["speed", var path, .. var rest]:
        Speed(path, rest.Length > 0 ? Number(rest[0]) : 2000);
        return 0;
    case ["cut", var path, .. var texts]:
        Cut(path, texts);
        return 0;
    case ["batches", var path, var plan, var tokens, var length]:
        var corpus = TrainingPlan.Read(plan).Corpus ?? throw new TrainingException($"'{plan}' has no 'corpus'.");
        return await Batches(path, corpus, Number(tokens), Number(length));
    case ["held-out", var path, var split, var count, var tokens]:
        await using (var output = Console.OpenStandardOutput())
        {
            new BatchStream(output, Number(tokens)).WriteHeldOut(Enum.Parse<Split>(split), Open(path), Number(count));
        }

        return 0;
    default:
        Console.Error.WriteLine(
            "Say what: show KIND [SPLIT [COUNT]], tokenizer FILE [SIZE], cut TOKENIZER TEXT…, speed TOKENIZER [COUNT],");
        Console.Error.WriteLine(
            "batches TOKENIZER PLAN TOKENS LENGTH, held-out TOKENIZER SPLIT COUNT TOKENS.");
        Console.Error.WriteLine($"Kinds: {string.Join(", ", ConversationSource.Kinds)}.");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static Tokenizer Open(string path)
{
    using var file = GgufFile.Open(path);
    return Tokenizer.FromMetadata(file.Metadata);
}

static async Task<int> Batches(string path, CorpusOptions options, int tokens, int length)
{
    // The console's own stream would not say that the reader has gone.
    await using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write);
    try
    {
        await new BatchStream(output, tokens).WriteTraining(options, Open(path), length);
    }
    catch (IOException)
    {
        // It has what it needs.
    }

    return 0;
}

static void Show(string kind, Split split, int count)
{
    var source = new ConversationSource(1, split);
    for (var number = 0; number < count; number++)
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            var conversation = source.Draw(kind, language, number);
            Console.WriteLine(string.Concat(ChatFormat.Render(conversation, "").Select(segment => segment.Text)));
            Console.WriteLine("==========");
        }
    }
}

static void Cut(string path, string[] texts)
{
    var tokenizer = Open(path);
    foreach (var text in texts)
    {
        var tokens = tokenizer.Encode(text, parseSpecial: false);
        Console.WriteLine($"{tokens.Count}: {string.Join(" | ", tokens.Select(tokenizer.TokenName))}");
    }
}

static void Speed(string path, int count)
{
    var tokenizer = Open(path);
    var conversations = new ConversationSource(1, Split.Train);
    var writer = new ExampleWriter(tokenizer);
    var lengths = new List<int>();
    long said = 0;
    long characters = 0;
    var kinds = new SortedDictionary<string, (int Count, long Tokens, int Max)>(StringComparer.Ordinal);
    var started = Stopwatch.GetTimestamp();
    for (var number = 0; number < count; number++)
    {
        var conversation = conversations.Draw(number);
        var example = writer.Write(conversation);
        lengths.Add(example.Tokens.Length);
        said += example.Weights.Count(weight => weight > 0);
        var (seen, tokens, max) = kinds.GetValueOrDefault(conversation.Kind);
        kinds[conversation.Kind] =
            (seen + 1, tokens + example.Tokens.Length, Math.Max(max, example.Tokens.Length));
    }

    var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    foreach (var number in Enumerable.Range(0, 200))
    {
        characters += ChatFormat.Render(conversations.Draw(number), "").Sum(segment => (long)segment.Text.Length);
    }

    lengths.Sort();
    Console.WriteLine($"{lengths.Sum(length => (long)length) / seconds:F0} tokens/s on one core");
    Console.WriteLine($"{lengths.Average():F0} tokens a conversation; "
        + $"half have at most {lengths[count / 2]}, 99 % at most {lengths[count * 99 / 100]}");
    Console.WriteLine($"{(double)said / lengths.Sum(length => (long)length):P1} of them the model's");
    Console.WriteLine($"{characters / (double)Enumerable.Range(0, 200).Sum(n => writer.Write(conversations.Draw(n)).Tokens.Length):F2} characters a token");
    foreach (var (kind, (seen, tokens, max)) in kinds)
    {
        Console.WriteLine($"{kind,-10} {(double)seen / count,6:P0} mean {tokens / seen,5} longest {max,5}");
    }
}
