using System.IO.MemoryMappedFiles;

namespace Ganban.Inference.ModelFiles;

/// <summary>
/// A file mapped into memory for reading. The mapping stays until <see cref="Dispose"/> was called and every lease is
/// given back, so that a model closed under a running computation cannot take its memory away. The file may be removed
/// or replaced by another meanwhile; the mapping keeps the old content. A file that was written to in place is refused
/// at the next lease. Only shortening it while a lease is out remains, which the operating system punishes by ending
/// the process.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly DateTime _written;
    private readonly Lock _lock = new();
    private int _holders = 1;
    private bool _disposed;

    public MappedFile(string path)
    {
        _path = path;
        _stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            Length = RandomAccess.GetLength(_stream.SafeFileHandle);
            _written = File.GetLastWriteTimeUtc(_stream.SafeFileHandle);
            if (Length == 0)
            {
                throw new ModelFileException($"The file '{path}' is empty.");
            }

            _file = MemoryMappedFile.CreateFromFile(
                _stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        }
        catch
        {
            _file?.Dispose();
            _stream.Dispose();
            throw;
        }

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
    /// <exception cref="ModelFileException">The file was written to since it was opened.</exception>
    public void Lease()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            // Two system calls, about a microsecond: nothing beside a forward pass.
            if (RandomAccess.GetLength(_stream.SafeFileHandle) < Length
                || File.GetLastWriteTimeUtc(_stream.SafeFileHandle) != _written)
            {
                throw new ModelFileException($"The file '{_path}' was changed while it was in use. Open it again; to "
                    + "renew a model, write a new file and rename it over the old one.");
            }

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
        _stream.Dispose();
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
