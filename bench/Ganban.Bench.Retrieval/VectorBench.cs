using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ganban.Storage.Sqlite.Vectors;

namespace Ganban.Bench.Retrieval;

/// <summary>
/// Recall@10 and speed of the embedded store's exact search and graph, then of the peers on the same data. In seconds
/// of the processor and not of the clock: others may be at work on the machine. One thread.
/// </summary>
internal static class VectorBench
{
    private const int Queries = 500;
    private const int Count = 10;

    public static async Task<int> Run(int count)
    {
        var data = new VectorData();
        var vectors = data.Next(count);
        var queries = data.Next(Queries);
        var slots = new VectorSlots(VectorData.Dimensions);
        Fill(slots, vectors, count);
        var graph = new HnswGraph(slots);
        Console.WriteLine($"{count:N0} vectors of {VectorData.Dimensions} dimensions, {Queries} queries, one thread\n");
        Console.WriteLine("| search | recall@10 | queries/s | built in |\n| --- | --- | --- | --- |");

        var exact = new NearestPassages(slots, graph);
        var right = Enumerable.Range(0, Queries).Select(query => Find(exact, slots, queries, query, null)).ToList();
        Measure("Ganban, exact", exact, slots, queries, right, null, "");

        var started = Environment.CpuUsage.TotalTime;
        while (graph.Count < count)
        {
            graph.InsertNext();
        }

        var built = $"{(Environment.CpuUsage.TotalTime - started).TotalSeconds:F0} s";
        foreach (var width in new[] { 40, 80, 160, 320 })
        {
            Measure($"Ganban, graph, width {width}", exact, slots, queries, right, width, built);
        }

        var folder = Directory.CreateTempSubdirectory("ganban-bench-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "vectors"), MemoryMarshal.AsBytes(vectors.AsSpan()));
            File.WriteAllBytes(Path.Combine(folder, "queries"), MemoryMarshal.AsBytes(queries.AsSpan()));
            File.WriteAllText(
                Path.Combine(folder, "right.json"),
                "[" + string.Join(',', right.Select(list => "[" + string.Join(',', list) + "]")) + "]");
            using var peers = Process.Start(
                "node", [Path.Combine(OwnFolder(), "peers.mjs"), folder, $"{VectorData.Dimensions}"]);
            await peers.WaitForExitAsync();
            return peers.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Puts vectors into slots, each a passage of its own with metadata as ingestion makes it.</summary>
    public static void Fill(VectorSlots slots, float[] vectors, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var shared = i % 10 == 0
                ? slots.Metadata.Add(
                    """
                    {"x-amz-bedrock-kb-data-source-id":"ABCDEFGHIJ",
                     "x-amz-bedrock-kb-source-uri":"s3://bucket/document.txt"}
                    """u8)
                : slots[slots.Count - 1].Shared;
            var slot = new Slot
            {
                Passage = slots.Count,
                Document = slots.Count / 10,
                Own = slots.Metadata.Add("""{"x-amz-bedrock-kb-chunk-id":"01234567-89ab-cdef-0123-456789abcdef"}"""u8),
                Shared = shared,
                Died = int.MaxValue,
            };
            slots.Add(slot, vectors.AsSpan(i * VectorData.Dimensions, VectorData.Dimensions));
        }
    }

    private static long[] Find(NearestPassages nearest, VectorSlots slots, float[] queries, int query, int? width)
    {
        using var filter = new SlotFilter(slots, generation: 0, filter: null);
        var vector = queries.AsSpan(query * VectorData.Dimensions, VectorData.Dimensions);
        return [.. nearest.Find(vector, Count, filter, default, width).Select(item => item.Passage)];
    }

    private static void Measure(
        string name,
        NearestPassages nearest,
        VectorSlots slots,
        float[] queries,
        List<long[]> right,
        int? width,
        string built)
    {
        var hits = right
            .Select((list, query) => Find(nearest, slots, queries, query, width).Intersect(list).Count())
            .Sum();
        var done = 0;
        var started = Environment.CpuUsage.TotalTime;
        for (; Environment.CpuUsage.TotalTime - started < TimeSpan.FromSeconds(2); done += 50)
        {
            for (var i = 0; i < 50; i++)
            {
                Find(nearest, slots, queries, (done + i) % Queries, width);
            }
        }

        var seconds = (Environment.CpuUsage.TotalTime - started).TotalSeconds;
        Console.WriteLine($"| {name} | {hits / (double)(Queries * Count):F4} | {done / seconds:N0} | {built} |");
    }

    private static string OwnFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
