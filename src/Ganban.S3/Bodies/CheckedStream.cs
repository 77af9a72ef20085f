using System.Security.Cryptography;
using Ganban.Contracts;
using Ganban.Storage.Objects;

namespace Ganban.S3.Bodies;

/// <summary>Passes what is written on, within a limit, and computes what it is to be checked against.</summary>
/// <param name="inner">Where it goes; not closed.</param>
/// <param name="bytesMax">The most bytes.</param>
/// <param name="tooLarge">What is thrown for more.</param>
internal sealed class CheckedStream(Stream inner, long bytesMax, Func<ModelledException> tooLarge) : Stream
{
    private long _bytes;

    /// <summary>Computes a SHA-256 where it is given.</summary>
    public IncrementalHash? Sha256 { get; init; }

    /// <summary>Computes an MD5 where it is given.</summary>
    public IncrementalHash? Md5 { get; init; }

    /// <summary>Computes a checksum where it is given.</summary>
    public ChecksumCalculator? Checksum { get; init; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _bytes;

    public override long Position
    {
        get => _bytes;
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Note(buffer.Span);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Note(buffer.AsSpan(offset, count));
        inner.Write(buffer, offset, count);
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Note(ReadOnlySpan<byte> bytes)
    {
        _bytes += bytes.Length;
        if (_bytes > bytesMax)
        {
            throw tooLarge();
        }

        Sha256?.AppendData(bytes);
        Md5?.AppendData(bytes);
        Checksum?.Append(bytes);
    }
}
