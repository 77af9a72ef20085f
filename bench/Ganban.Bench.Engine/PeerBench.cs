using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Ganban.Bench.Engine;

/// <summary>Figures of a peer's llama-bench, one run of it for each.</summary>
internal sealed class PeerBench(BenchOptions options)
{
    public double Prefill(int tokens) => Run("-p", Text(tokens), "-n", "0");

    public double Decode(int tokens, int depth) => Run("-p", "0", "-n", Text(tokens), "-d", Text(depth));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private double Run(params string[] arguments)
    {
        string[] common = ["-m", options.Model, "-t", Text(options.Threads), "-r", "1", "-o", "json"];
        using var process = Process.Start(new ProcessStartInfo(options.Peer!, [.. common, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        using var result = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        return result.RootElement[0].GetProperty("avg_ts").GetDouble();
    }
}
