using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>
/// Reads a snapshot from its beginning to its end and sums it up. All say false where the file breaks off.
/// </summary>
internal sealed class SnapshotReader(FileStream file)
{
    private readonly XxHash3 _sum = new();

    /// <summary>Fills the span with what follows.</summary>
    public bool Read(Span<byte> bytes)
    {
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            return false;
        }

        _sum.Append(bytes);
        return true;
    }

    /// <summary>
    /// Fills the parts, which follow each other and but for the last have one length. Most of the time of it goes to
    /// memory that is touched for the first time, so all threads share it.
    /// </summary>
    public bool ReadByAllThreads(Memory<float>[] parts)
    {
        var (start, length) = (file.Position, parts.Length == 0 ? 0L : parts[0].Length * sizeof(float));
        var isWhole = Parallel.For(0, parts.Length, (part, loop) =>
        {
            if (!ReadAt(start + (part * length), MemoryMarshal.AsBytes(parts[part].Span)))
            {
                loop.Stop();
            }
        }).IsCompleted;
        if (isWhole)
        {
            Array.ForEach(parts, part => _sum.Append(MemoryMarshal.AsBytes(part.Span)));
            file.Position = start + parts.Sum(part => (long)part.Length * sizeof(float));
        }

        return isWhole;
    }

    /// <summary>Whether what follows is the sum of all before.</summary>
    public bool EndsWithSum()
    {
        Span<byte> wanted = stackalloc byte[sizeof(ulong)];
        return file.ReadAtLeast(wanted, wanted.Length, throwOnEndOfStream: false) == wanted.Length
            && wanted.SequenceEqual(_sum.GetCurrentHash());
    }

    private bool ReadAt(long at, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = RandomAccess.Read(file.SafeFileHandle, bytes, at);
            if (count == 0)
            {
                return false;
            }

            bytes = bytes[count..];
            at += count;
        }

        return true;
    }
}
