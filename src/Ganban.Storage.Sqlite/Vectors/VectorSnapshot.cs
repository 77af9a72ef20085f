using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>
/// A file beside the index with its vectors and their graph as they are in memory, so that an index of a million
/// vectors is open in a moment. The index is what counts: without the file, or with one of another time or with a wrong
/// sum, it is made again from there.
/// </summary>
internal static class VectorSnapshot
{
    /// <summary>What the file's name has behind the index' own.</summary>
    public const string Ending = "-graph";

    private const ulong Magic = 0x3147_4254_5642_4E47; // "GNBVTBG1"
    private const int CountMax = 1 << 28;

    /// <summary>Writes the file, under a temporary name first.</summary>
    public static void Save(string path, VectorMemory memory, int generation)
    {
        var temporary = path + ".part";
        var slots = memory.Slots;
        var head = new Head
        {
            Magic = Magic,
            Generation = generation,
            Dimensions = slots.Dimensions,
            Slots = slots.Count,
            InGraph = memory.Graph.Count,
            Upper = memory.Graph.UpperCount,
            EntrySlot = memory.Graph.Entry.Slot,
            EntryLevel = memory.Graph.Entry.Level,
            Pages = slots.Metadata.Pages.Count(),
        };
        using (var file = StoreFolder.Create(temporary, FileMode.Create, FileShare.None))
        {
            var sum = new XxHash3();
            Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Head>(in head)));
            foreach (var page in slots.Metadata.Pages)
            {
                var length = page.Length;
                Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
                Write(page);
            }

            foreach (var part in slots.Slots(head.Slots))
            {
                Write(MemoryMarshal.AsBytes(part.Span));
            }

            foreach (var part in memory.Graph.Lists(head.InGraph, head.Upper))
            {
                Write(MemoryMarshal.AsBytes(part.Span));
            }

            foreach (var part in slots.Vectors(head.Slots))
            {
                Write(MemoryMarshal.AsBytes(part.Span));
            }

            file.Write(sum.GetCurrentHash());
            file.Flush(flushToDisk: true);

            void Write(ReadOnlySpan<byte> bytes)
            {
                sum.Append(bytes);
                file.Write(bytes);
            }
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads the file; null where there is none that can be used. Gives the generation that it has.</summary>
    public static (VectorMemory Memory, int Generation)? Load(string path, int dimensions)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var reader = new SnapshotReader(file);
        Head head = default;
        if (!reader.Read(MemoryMarshal.AsBytes(new Span<Head>(ref head))) || !IsPossible(head, dimensions, file.Length))
        {
            return null;
        }

        var memory = new VectorMemory(dimensions, head.Generation);
        for (var page = 0; page < head.Pages; page++)
        {
            var length = 0;
            if (!reader.Read(MemoryMarshal.AsBytes(new Span<int>(ref length))) || length < 0 || length > file.Length)
            {
                return null;
            }

            var bytes = new byte[length];
            if (!reader.Read(bytes))
            {
                return null;
            }

            memory.Slots.Metadata.AddPage(bytes);
        }

        memory.Slots.Reserve(head.Slots);
        memory.Graph.Reserve(head.InGraph, head.Upper, new GraphEntry(head.EntrySlot, head.EntryLevel));
        return memory.Slots.Slots(head.Slots).All(part => reader.Read(MemoryMarshal.AsBytes(part.Span)))
            && memory.Graph.Lists(head.InGraph, head.Upper).All(part => reader.Read(MemoryMarshal.AsBytes(part.Span)))
            && reader.ReadByAllThreads([.. memory.Slots.Vectors(head.Slots)])
            && reader.EndsWithSum()
                ? (memory, head.Generation)
                : null;
    }

    // The sum is known only at the end; nothing may be reserved before by numbers that the file can't hold.
    private static bool IsPossible(in Head head, int dimensions, long bytes) =>
        head.Magic == Magic
        && head.Dimensions == dimensions
        && head.Slots is >= 0 and <= CountMax
        && head.InGraph >= 0 && head.InGraph <= head.Slots
        && head.Upper is >= 0 and <= CountMax
        && head.Pages is >= 0 and <= CountMax
        && (long)head.Slots * dimensions * sizeof(float) <= bytes;

    [StructLayout(LayoutKind.Sequential)]
    private struct Head
    {
        public ulong Magic;
        public int Generation;
        public int Dimensions;
        public int Slots;
        public int InGraph;
        public int Upper;
        public int EntrySlot;
        public int EntryLevel;
        public int Pages;
    }
}
