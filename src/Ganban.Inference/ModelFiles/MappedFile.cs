using System.IO.MemoryMappedFiles;

namespace Ganban.Inference.ModelFiles;

/// <summary>
/// A file mapped into memory for reading. The mapping stays until <see cref="Dispose"/> was called and every lease is
/// given back, so that a model closed under a running computation cannot take its memory away. The file must not be
/// shortened while it is mapped: the operating system would end the process.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly Lock _lock = new();
    private int _holders = 1;
    private bool _disposed;

    public MappedFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Length = stream.Length;
        if (Length == 0)
        {
            throw new ModelFileException($"The file '{path}' is empty.");
        }

        _file = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>
    /// Bytes of the file. Valid while the caller holds a lease or knows that the file is not disposed meanwhile.
    /// </summary>
    public ReadOnlySpan<byte> Slice(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _holders) == 0, this);

        // With both conditions, [offset, offset + length) lies inside the mapping, which is at least Length bytes.
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (offset < 0 || offset > Length - length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, "The slice reaches beyond the file.");
        }

        return new ReadOnlySpan<byte>(_start + offset, length);
    }

    /// <summary>Keeps the mapping alive until <see cref="Return"/>.</summary>
    public void Lease()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _holders++;
        }
    }

    /// <summary>Gives a lease back.</summary>
    public void Return()
    {
        lock (_lock)
        {
            if (--_holders > 0)
            {
                return;
            }
        }

        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        Return();
    }
}
