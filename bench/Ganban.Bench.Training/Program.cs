using System.Diagnostics;
using Ganban.Kernels.Threading;
using Ganban.Training.Models;

var config = new TransformerConfig { Vocabulary = 6144, Width = 256, Layers = 6, Heads = 4, KvHeads = 2, HeadSize = 64, FeedForwardWidth = 640, ContextLength = 512 };
foreach (var threads in new[] { 1, 2 })
{
    using var pool = new WorkPool(threads);
    
    var weights = new FlatWeights(config);
    var random = new Random(1);
    for (var i = 0; i < weights.Values.Length; i++) weights.Values[i] = (float)(random.NextDouble() - .5) * .05f;
    var t = new Transformer(config, pool);
    var tokens = Enumerable.Range(0, 2048).Select(_ => random.Next(6144)).ToArray();
    var batch = new PackedBatch(tokens, tokens.Select((_, i) => i % 512 == 0 ? 0f : 1f).ToArray(), [0, 512, 1024, 1536]);
    for (var i = 0; i < 12; i++)
    {
        var s = Stopwatch.GetTimestamp(); var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var loss = t.Train(batch, weights);
        Console.WriteLine($"{threads} loss {loss / batch.WeightSum} {2048 / Stopwatch.GetElapsedTime(s).TotalSeconds:F0} tok/s, {2048 / (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds:F0} per cpu second");
    }
}
