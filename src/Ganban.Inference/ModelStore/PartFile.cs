using Microsoft.Win32.SafeHandles;

namespace Ganban.Inference.ModelStore;

/// <summary>A file that is not whole yet, and which of its bytes are there. Several threads may write.</summary>
internal sealed class PartFile : IAsyncDisposable
{
    private const long SaveEveryBytes = 8 << 20;

    private readonly string _target;
    private readonly RemoteFile _remote;
    private readonly IProgress<PullProgress>? _progress;
    private readonly Lock _lock = new();
    private readonly ByteRanges _ranges;
    private SafeFileHandle? _file;
    private long _unsaved;

    public PartFile(string target, RemoteFile remote, IProgress<PullProgress>? progress)
    {
        _target = target;
        _remote = remote;
        _progress = progress;

        // Without an identity nothing says that what is there belongs to what will come.
        var state = DownloadState.Load(StatePath);
        _ranges = remote.Identity is not null && state is not null && File.Exists(Path)
            && state.Identity == remote.Identity && state.Bytes == remote.Bytes && remote.AcceptsRanges
                ? state.ToRanges()
                : new ByteRanges();
    }

    public string Path => _target + ".part";

    public long BytesDone
    {
        get
        {
            lock (_lock)
            {
                return _ranges.Count;
            }
        }
    }

    private string StatePath => Path + ".json";

    public IEnumerable<(long Start, long End)> Missing(long pieceBytes) => _ranges.Missing(_remote.Bytes, pieceBytes);

    public PartFile Open()
    {
        _file = File.OpenHandle(
            Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, FileOptions.Asynchronous);
        RandomAccess.SetLength(_file, _remote.Bytes);
        Report();
        return this;
    }

    public async ValueTask Write(long start, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(_file!, bytes, start, cancellationToken);
        lock (_lock)
        {
            _ranges.Add(start, start + bytes.Length);
            _unsaved += bytes.Length;
            if (_unsaved >= SaveEveryBytes)
            {
                Save();
            }
        }

        Report();
    }

    /// <summary>Throws away what is there.</summary>
    public void Forget()
    {
        File.Delete(StatePath);
        File.Delete(Path);
    }

    /// <summary>Gives the whole file its name.</summary>
    public void Complete()
    {
        using (var handle = File.OpenHandle(Path, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(Path, _target, overwrite: true);
        File.Delete(StatePath);
    }

    /// <summary>Closes the file and writes down what is there.</summary>
    public ValueTask DisposeAsync()
    {
        _file?.Dispose();
        lock (_lock)
        {
            Save();
        }

        return ValueTask.CompletedTask;
    }

    private void Save()
    {
        if (_remote.Identity is { } identity)
        {
            long[] ranges = [.. _ranges.Ranges.SelectMany(range => new[] { range.Start, range.End })];
            new DownloadState(identity, _remote.Bytes, ranges).Save(StatePath);
        }

        _unsaved = 0;
    }

    private void Report() => _progress?.Report(
        new PullProgress(Uri.UnescapeDataString(_remote.Address.Segments[^1]), BytesDone, _remote.Bytes));
}
