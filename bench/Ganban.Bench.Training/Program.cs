using System.Diagnostics;
using System.Globalization;
using Ganban.Kernels.Threading;
using Ganban.Training;
using Ganban.Training.Data;
using Ganban.Training.Models;

// dotnet run -c Release --project bench/Ganban.Bench.Training [-- [SECONDS] [COUNTING]]
// Tokens a second of whole steps of the study's model (5.7 million parameters), batches of 4 x 512 random tokens, with
// one thread and two. COUNTING, 0 to 1, is the share of tokens that count. The peer is pytorch.py beside this.
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 20;
var counting = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 1;
var config = new TransformerConfig
{
    Vocabulary = 6144, Width = 256, Layers = 6, Heads = 4, KvHeads = 2, HeadSize = 64, FeedForwardWidth = 640,
    ContextLength = 512,
};
foreach (var threads in new[] { 1, 2 })
{
    using var pool = new WorkPool(threads);
    var trainer = Trainer.ForNewModel(
        config, new InitialWeights(), new TrainingOptions { Steps = long.MaxValue, BatchTokens = 2048 },
        new RandomExamples(counting), pool, TimeProvider.System);
    Run(trainer, TimeSpan.FromSeconds(seconds / 4));
    var (tokens, wall, cpu) = Run(trainer, TimeSpan.FromSeconds(seconds));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"Ganban fp32 {threads} threads: {tokens / wall:F0} tokens/s, {tokens / cpu:F0} per CPU second"));
}

static (long Tokens, double Wall, double Cpu) Run(Trainer trainer, TimeSpan time)
{
    using var process = Process.GetCurrentProcess();
    var (tokens, started, cpu) = (0L, Stopwatch.GetTimestamp(), process.TotalProcessorTime);
    while (Stopwatch.GetElapsedTime(started) < time)
    {
        tokens += trainer.Next()!.Tokens;
    }

    process.Refresh();
    return (tokens, Stopwatch.GetElapsedTime(started).TotalSeconds, (process.TotalProcessorTime - cpu).TotalSeconds);
}

internal sealed class RandomExamples(double counting) : IExampleSource
{
    public TrainingExample? Find(long index, int lengthMax)
    {
        var random = new Random((int)index);
        int[] tokens = [.. Enumerable.Range(0, lengthMax).Select(_ => random.Next(6144))];
        return new TrainingExample(tokens, [.. tokens.Select(_ => random.NextDouble() < counting ? 1f : 0f)]);
    }
}
