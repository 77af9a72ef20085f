using System.Diagnostics;

namespace Ganban.Bench.Protocol;

/// <summary>Times an action: the best of seven rounds, as everything that disturbs only ever adds.</summary>
internal static class Measurement
{
    private const int Rounds = 7;

    public static void Run(string name, int repetitions, Action action)
    {
        var best = TimeSpan.MaxValue;
        long allocated = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < repetitions; i++)
            {
                action();
            }

            var elapsed = Stopwatch.GetElapsedTime(start);
            best = elapsed < best ? elapsed : best;
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / repetitions;
        }

        Console.WriteLine($"{name,-40} {best.TotalMicroseconds / repetitions,8:F2} µs {allocated,8} B");
    }
}
