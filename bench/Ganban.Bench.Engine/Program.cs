// How fast the engine is with a model file, alone or in turns with a peer's llama-bench, so that figures are paired:
//
//     dotnet run -c Release --project bench/Ganban.Bench.Engine -- MODEL [--threads N] [--prompt N] [--generate N]
//         [--streams N] [--context N] [--repeat N] [--kv F16|F32|Q8_0] [--peer PATH]
//
// Tokens are arbitrary: speed does not depend on them. Figures are tokens per second; with a peer, the ratios of each
// turn and their median. Other load on the machine moves both sides, so compare ratios.
using System.Globalization;
using Ganban.Bench.Engine;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (BenchOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(
        "Usage: Ganban.Bench.Engine MODEL [--threads N] [--prompt N] [--generate N] [--streams N] [--context N] "
        + "[--repeat N] [--kv F16|F32|Q8_0] [--peer PATH]");
    return 2;
}

using var bench = new EngineBench(options);
Console.WriteLine(
    $"{Path.GetFileName(options.Model)}, {options.Threads} threads: opened in {bench.OpenMilliseconds:F0} ms, first "
    + $"token after {bench.FirstTokenMilliseconds:F0} ms");
var peer = options.Peer is null ? null : new PeerBench(options);
var prefill = new Pairs($"prefill {options.Prompt}");
var decode = new Pairs($"decode {options.Generate}");
var deep = new Pairs($"decode {options.Generate} after {options.Context}");
var batched = new Pairs($"decode {options.Generate} of {options.Streams} streams");
for (var turn = 0; turn < options.Repeat; turn++)
{
    prefill.Add(bench.Prefill(options.Prompt), peer?.Prefill(options.Prompt));
    decode.Add(bench.Decode(options.Generate, depth: 0), peer?.Decode(options.Generate, depth: 0));
    if (options.Context > 0)
    {
        deep.Add(
            bench.Decode(options.Generate, options.Context), peer?.Decode(options.Generate, options.Context));
    }

    if (options.Streams > 1)
    {
        batched.Add(bench.DecodeStreams(options.Generate, options.Streams), null);
    }
}

foreach (var pairs in new[] { prefill, decode, deep, batched })
{
    pairs.Print();
}

Console.WriteLine($"memory beyond the file: {bench.OwnMegabytes():F0} MB");
return 0;
