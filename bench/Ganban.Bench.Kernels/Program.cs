// How fast matrix products are on one core, format by format:
//
//     dotnet run -c Release --project bench/Ganban.Bench.Kernels -- [FORMAT …]
//
// Decode streams 64 MiB of weights past one token: gigabytes a second, beside what summing the same memory reaches.
// Prefill multiplies 512 rows with 256 tokens of 2,048 numbers: billions of multiplications and additions a second.
// Times are the processor's, and the best of several runs counts, since other load only slows.
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Ganban.Kernels.Formats;
using Ganban.Kernels.MatMul;

const int Columns = 2048;
const int Tokens = 256;
const int PanelRows = 512;
const int StreamBytes = 64 << 20;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var formats = args.Length == 0 ? Enum.GetValues<WeightFormat>() : [.. args.Select(Enum.Parse<WeightFormat>)];
var memory = new byte[StreamBytes];
new Random(1).NextBytes(memory);
var bandwidth = StreamBytes / Best(5, () => Sum(memory));
Console.WriteLine($"memory: {bandwidth / 1e9:F1} GB/s");
Console.WriteLine("format   decode GB/s  of memory   prefill GOP/s");
foreach (var format in formats)
{
    var rowBytes = Columns / Weights.BlockElements(format) * Weights.BlockBytes(format);
    var rows = StreamBytes / rowBytes;
    var decode = (long)rows * rowBytes / Best(7, Product(format, memory.AsMemory(0, rows * rowBytes), 1));
    var few = memory.AsMemory(0, PanelRows * rowBytes);
    var prefill = 2.0 * PanelRows * Columns * Tokens / Best(7, Product(format, few, Tokens));
    Console.WriteLine($"{format,-8} {decode / 1e9,11:F1} {decode / bandwidth,10:P0} {prefill / 1e9,15:F0}");
}

// Scales of arbitrary bytes may be no numbers; the time is the same.
static Action Product(WeightFormat format, Memory<byte> weights, int tokens)
{
    var rows = weights.Length / (Columns / Weights.BlockElements(format) * Weights.BlockBytes(format));
    var random = new Random(2);
    var values = new float[tokens * Columns];
    for (var index = 0; index < values.Length; index++)
    {
        values[index] = random.NextSingle() - 0.5f;
    }

    var x = new QuantizedTokens(tokens, Columns);
    WeightMatMul.Prepare(format, values, x);
    var y = new float[tokens * rows];
    var panels = new PanelStock();
    return () => WeightMatMul.Multiply(format, weights.Span, Columns, values, x, y, 0, rows, panels);
}

static double Best(int runs, Action work)
{
    // Tiered compilation replaces what has run often enough some time later.
    var begun = Stopwatch.GetTimestamp();
    while (Stopwatch.GetElapsedTime(begun).TotalSeconds < 0.4)
    {
        work();
    }

    var best = double.MaxValue;
    for (var run = 0; run < runs; run++)
    {
        var (times, used) = (0, Environment.CpuUsage.TotalTime);
        var started = Stopwatch.GetTimestamp();
        do
        {
            work();
            times++;
        }
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < 0.05);
        best = Math.Min(best, (Environment.CpuUsage.TotalTime - used).TotalSeconds / times);
    }

    return best;
}

static void Sum(byte[] memory)
{
    var vectors = MemoryMarshal.Cast<byte, Vector<ulong>>(memory);
    var (first, second) = (Vector<ulong>.Zero, Vector<ulong>.Zero);
    for (var index = 0; index < vectors.Length; index += 2)
    {
        first += vectors[index];
        second += vectors[index + 1];
    }

    GC.KeepAlive(first + second);
}
