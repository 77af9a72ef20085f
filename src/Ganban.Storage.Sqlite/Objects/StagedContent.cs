using System.Security.Cryptography;
using Ganban.Storage.Objects;

namespace Ganban.Storage.Sqlite.Objects;

/// <summary>Content on its way to its place: a file that counts and hashes what is written to it.</summary>
/// <param name="name">The name that it will have.</param>
/// <param name="path">Where it is now.</param>
/// <param name="file">The open file.</param>
/// <param name="requireSpace">Throws when the disk is too full; called again and again while the file grows.</param>
internal sealed class StagedContent(string name, string path, FileStream file, Action requireSpace) : Stream
{
    /// <summary>The most bytes of an object that is written at once, or of a part: 5 GiB.</summary>
    public const long WriteBytesMax = 5L << 30;

    private const long BytesBetweenChecks = 64L << 20;

    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private long _bytes;
    private long _nextCheck;

    public string Name { get; } = name;

    public string Path { get; } = path;

    /// <summary>The most bytes that it takes.</summary>
    public required long BytesMax { get; init; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _bytes;

    public override long Position
    {
        get => _bytes;
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the content: when it returns, the bytes are on the disk.</summary>
    /// <returns>Their MD5 in hexadecimal.</returns>
    public string Seal()
    {
        file.Flush(flushToDisk: true);
        file.Dispose();
        return Convert.ToHexStringLower(_md5.GetHashAndReset());
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Note(buffer.Span);
        await file.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Note(buffer);
        file.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            _md5.Dispose();
            File.Delete(Path); // Nothing is there any more once it is in its place.
        }

        base.Dispose(disposing);
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        if (_bytes >= _nextCheck)
        {
            requireSpace();
            _nextCheck = _bytes + BytesBetweenChecks;
        }

        _bytes += bytes.Length;
        if (_bytes > BytesMax)
        {
            throw new ObjectStoreException(
                ObjectStoreError.EntityTooLarge, "Your proposed upload exceeds the maximum allowed size");
        }

        _md5.AppendData(bytes);
    }
}
