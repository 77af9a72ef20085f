using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

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
        var sum = new XxHash3();
        Head head = default;
        if (!Read(MemoryMarshal.AsBytes(new Span<Head>(ref head))) || !IsPossible(head, dimensions, file.Length))
        {
            return null;
        }

        var memory = new VectorMemory(dimensions, head.Generation);
        for (var page = 0; page < head.Pages; page++)
        {
            var length = 0;
            if (!Read(MemoryMarshal.AsBytes(new Span<int>(ref length))) || length < 0 || length > file.Length)
            {
                return null;
            }

            var bytes = new byte[length];
            if (!Read(bytes))
            {
                return null;
            }

            memory.Slots.Metadata.AddPage(bytes);
        }

        memory.Slots.Reserve(head.Slots);
        memory.Graph.Reserve(head.InGraph, head.Upper, new GraphEntry(head.EntrySlot, head.EntryLevel));
        var isWhole = memory.Slots.Slots(head.Slots).All(part => Read(MemoryMarshal.AsBytes(part.Span)))
            && memory.Graph.Lists(head.InGraph, head.Upper).All(part => Read(MemoryMarshal.AsBytes(part.Span)))
            && ReadVectors([.. memory.Slots.Vectors(head.Slots)]);
        Span<byte> wanted = stackalloc byte[sizeof(ulong)];
        return isWhole
            && file.ReadAtLeast(wanted, wanted.Length, throwOnEndOfStream: false) == wanted.Length
            && wanted.SequenceEqual(sum.GetCurrentHash())
                ? (memory, head.Generation)
                : null;

        bool Read(Span<byte> bytes)
        {
            if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            {
                return false;
            }

            sum.Append(bytes);
            return true;
        }

        // Most of the time goes to memory that is touched for the first time, so all threads share it.
        bool ReadVectors(Memory<float>[] parts)
        {
            var (start, length) = (file.Position, ChunkedList<float>.ChunkItems * (long)dimensions * sizeof(float));
            var isWhole = Parallel.For(0, parts.Length, (part, loop) =>
            {
                if (!ReadAt(file.SafeFileHandle, start + (part * length), MemoryMarshal.AsBytes(parts[part].Span)))
                {
                    loop.Stop();
                }
            }).IsCompleted;
            if (isWhole)
            {
                Array.ForEach(parts, part => sum.Append(MemoryMarshal.AsBytes(part.Span)));
                file.Position = start + ((long)head.Slots * dimensions * sizeof(float));
            }

            return isWhole;
        }
    }

    private static bool ReadAt(SafeFileHandle file, long at, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = RandomAccess.Read(file, bytes, at);
            if (count == 0)
            {
                return false;
            }

            bytes = bytes[count..];
            at += count;
        }

        return true;
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
