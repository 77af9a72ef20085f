using System.Diagnostics;
using Ganban.Storage.Sqlite.Vectors;

namespace Ganban.Bench.Retrieval;

/// <summary>
/// How long an index takes to open by its snapshot, and what memory it needs then, in a process of its own each time:
/// its memory is new, as that of a server that starts is. The graph is that of 20,000 vectors again and again, since
/// what is in its lists does not matter to the time of reading them.
/// </summary>
internal static class OpenBench
{
    /// <summary>The verb of a process that opens one.</summary>
    public const string Verb = "--opened";

    private const int Part = 20_000;
    private const int Rounds = 5;

    /// <summary>Writes a snapshot of so many vectors, and opens it some times.</summary>
    public static int Run(int count)
    {
        var folder = Directory.CreateTempSubdirectory("ganban-bench-").FullName;
        var path = Path.Combine(folder, "index" + VectorSnapshot.Ending);
        try
        {
            Write(path, count);
            for (var round = 0; round < Rounds; round++)
            {
                using var process = Process.Start(Environment.ProcessPath!, [Verb, path]);
                process.WaitForExit();
                if (process.ExitCode != 0)
                {
                    return process.ExitCode;
                }
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Opens a snapshot and says what it took.</summary>
    public static int Open(string path)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var processor = Environment.CpuUsage;
        var started = Stopwatch.GetTimestamp();
        var (memory, _) = VectorSnapshot.Load(path, VectorData.Dimensions)!.Value;
        var clock = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var used = Environment.CpuUsage;
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        var raw = (double)memory.Slots.Count * VectorData.Dimensions * sizeof(float);
        Console.WriteLine($"{memory.Slots.Count:N0} vectors open in {clock:F2} s by the clock, "
            + $"{(used.TotalTime - processor.TotalTime).TotalSeconds:F2} s of the processor, "
            + $"{(used.PrivilegedTime - processor.PrivilegedTime).TotalSeconds:F2} s of it in the system; "
            + $"{bytes / 1e6:N0} MB, {bytes / raw:F3} of the raw vectors'");
        return 0;
    }

    private static void Write(string path, int count)
    {
        var vectors = new VectorData().Next(Part);
        var small = new VectorMemory(VectorData.Dimensions, oldest: 0);
        VectorBench.Fill(small.Slots, vectors, Part);
        while (small.Graph.Count < Part)
        {
            small.Graph.InsertNext();
        }

        var large = new VectorMemory(VectorData.Dimensions, oldest: 0);
        var upper = 0;
        while (large.Slots.Count < count)
        {
            VectorBench.Fill(large.Slots, vectors, Part);
            upper += small.Graph.UpperCount;
        }

        var lists = small.Graph.Lists(Part, small.Graph.UpperCount).ToList();
        large.Graph.Reserve(large.Slots.Count, upper, small.Graph.Entry);
        foreach (var (order, part) in large.Graph.Lists(large.Slots.Count, upper).Index())
        {
            var source = lists[order % lists.Count].Span;
            source[..Math.Min(source.Length, part.Length)].CopyTo(part.Span);
        }

        VectorSnapshot.Save(path, large, generation: 0);
    }
}
