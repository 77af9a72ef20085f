using Ganban.Inference.Generation;

namespace Ganban.Inference.Serving;

/// <summary>A model of the pool: being opened, open, or failed. Its counts are the pool's to change.</summary>
internal sealed class PooledModel : IDisposable
{
    private readonly ModelPoolOptions _options;
    private IDisposable? _opened;

    /// <summary>Begins to open a file.</summary>
    /// <param name="use">The file and what it is opened as.</param>
    /// <param name="bytes">What it takes of the budget.</param>
    /// <param name="options">The pool's.</param>
    /// <param name="open">Opens it; what it gives is closed with this.</param>
    public PooledModel(PooledUse use, long bytes, ModelPoolOptions options, Func<PooledUse, Task<IDisposable>> open)
    {
        (Use, Bytes, _options) = (use, bytes, options);
        Loading = Task.Run(() => Load(open));
    }

    /// <summary>The file as it was when it was opened, and what it was opened as.</summary>
    public PooledUse Use { get; }

    /// <summary>What it takes of the budget.</summary>
    public long Bytes { get; }

    /// <summary>The model, once it is ready.</summary>
    public Task<IDisposable> Loading { get; }

    /// <summary>How many use it or wait for it.</summary>
    public int Leases { get; set; }

    /// <summary>Counts up with the pool's uses.</summary>
    public long LastUse { get; set; }

    /// <summary>Closes it if it is open. Loading is over, or nobody waits for it.</summary>
    public void Dispose()
    {
        if (!Loading.IsCompleted)
        {
            Loading.ContinueWith(_ => Dispose(), TaskScheduler.Default);
        }
        else if (_opened is not null)
        {
            _opened.Dispose();
            _options.Changed?.Invoke(new ModelPoolChange(Use.File.Path, IsOpen: false, Bytes, LoadTime: null));
        }
    }

    private async Task<IDisposable> Load(Func<PooledUse, Task<IDisposable>> open)
    {
        var clock = _options.Generator.TimeProvider;
        var started = clock.GetTimestamp();
        _opened = await open(Use);
        _options.Changed?.Invoke(
            new ModelPoolChange(Use.File.Path, IsOpen: true, Bytes, clock.GetElapsedTime(started)));
        return _opened;
    }
}
