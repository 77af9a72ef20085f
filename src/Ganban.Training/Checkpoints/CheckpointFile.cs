using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ganban.Training.Checkpoints;

/// <summary>
/// The bytes of a checkpoint: a mark, the length of a JSON header, the header, the weights, the optimiser's two lists,
/// and the SHA-256 of all that.
/// </summary>
internal static class CheckpointFile
{
    private const int HeaderMax = 1 << 20;
    private const int HashBytes = 32;

    private static ReadOnlySpan<byte> Mark => "GANBANC1"u8;

    /// <summary>Writes a checkpoint.</summary>
    public static void Write(Stream stream, CheckpointState state, IReadOnlyList<float[]> lists)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var header = JsonSerializer.SerializeToUtf8Bytes(state, CheckpointJson.Default.CheckpointState);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        Append(Mark);
        Append(length);
        Append(header);
        foreach (var list in lists)
        {
            Append(MemoryMarshal.AsBytes<float>(list));
        }

        stream.Write(hash.GetHashAndReset());

        void Append(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }

    /// <summary>Reads the header.</summary>
    /// <exception cref="InvalidDataException">This is no checkpoint.</exception>
    public static CheckpointState ReadState(Stream stream)
    {
        Span<byte> start = stackalloc byte[Mark.Length + sizeof(int)];
        Fill(stream, start);
        var length = BinaryPrimitives.ReadInt32LittleEndian(start[Mark.Length..]);
        if (!start.StartsWith(Mark) || length is < 2 or > HeaderMax)
        {
            throw new InvalidDataException("it does not start like a checkpoint");
        }

        var header = new byte[length];
        Fill(stream, header);
        try
        {
            return JsonSerializer.Deserialize(header, CheckpointJson.Default.CheckpointState)
                ?? throw new InvalidDataException("its header is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("its header is damaged", e);
        }
    }

    /// <summary>Reads all of it, after its hash has been compared.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Read(Stream stream, IReadOnlyList<float[]> lists)
    {
        stream.Position = 0;
        var state = ReadState(stream);
        var first = stream.Position;
        var expected = first + HashBytes + lists.Sum(list => (long)list.Length * sizeof(float));
        if (stream.Length != expected || lists.Any(list => list.Length != state.Parameters))
        {
            throw new InvalidDataException($"it has {stream.Length} bytes instead of {expected}");
        }

        // Nothing is replaced by numbers from a damaged file.
        CompareHash(stream);
        stream.Position = first;
        foreach (var list in lists)
        {
            Fill(stream, MemoryMarshal.AsBytes(list.AsSpan()));
        }
    }

    private static void CompareHash(Stream stream)
    {
        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (var left = stream.Length - HashBytes; left > 0;)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            Fill(stream, piece);
            hash.AppendData(piece);
            left -= piece.Length;
        }

        var stored = new byte[HashBytes];
        Fill(stream, stored);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(stored))
        {
            throw new InvalidDataException("its checksum is wrong");
        }
    }

    private static void Fill(Stream stream, Span<byte> bytes)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException("it ends too early");
        }
    }
}
