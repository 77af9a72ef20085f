using Ganban.Inference.Generation;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models.Encoders;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Serving;

/// <summary>
/// Keeps several models open within a memory budget. A model is opened when it is first asked for, by one of those who
/// ask at the same time for all of them; it stays open until its memory is wanted and nobody uses it, the least
/// recently used first. Who asks for a model while those in use leave no room for it waits, within limits. A file that
/// was replaced is opened anew, while those who use the old one go on with it. All models compute on the same threads.
/// Safe for concurrent use.
/// </summary>
/// <param name="options">The limits.</param>
public sealed class ModelPool(ModelPoolOptions options) : IAsyncDisposable
{
    private readonly WorkPool _threads = new(options.Model.Threads);
    private readonly Lock _lock = new();
    private readonly List<PooledModel> _models = [];
    private readonly List<PooledModel> _apart = []; // in use but handed out to nobody else: outdated, or kept
    private TaskCompletionSource _room = NewRoom();
    private int _waiters;
    private long _uses;
    private bool _disposed;

    /// <summary>The paths of the models that are open or being opened, the most recently used first.</summary>
    public IReadOnlyList<string> Open
    {
        get
        {
            lock (_lock)
            {
                return [.. _models.OrderByDescending(model => model.LastUse).Select(model => model.Use.File.Path)];
            }
        }
    }

    /// <summary>Hands out a model that continues text, and opens it if need be.</summary>
    /// <param name="path">A GGUF file, or the first one of a split model.</param>
    /// <param name="contextLength">A smaller context window than the model's own, in tokens; null for its own.</param>
    /// <param name="projectorPath">The file that makes the model see pictures; null for none.</param>
    /// <param name="cancellationToken">Ends the wait; the model is opened nevertheless.</param>
    /// <returns>The model's engine; dispose the lease after use.</returns>
    /// <exception cref="ModelFileException">The file is missing, broken, or holds something unsupported.</exception>
    /// <exception cref="ModelPoolFullException">The budget has no room for it.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public async Task<ModelLease<TextGenerator>> Lease(
        string path, int? contextLength, string? projectorPath, CancellationToken cancellationToken)
    {
        var projector = projectorPath is null ? null : PooledFile.Look(projectorPath);
        var use = new PooledUse(PooledFile.Look(path), IsEncoder: false, contextLength, projector);
        var model = await Take(use, cancellationToken);
        return await Hand(model, static opened => ((PooledGenerator)opened).Generator, cancellationToken);
    }

    /// <summary>Hands out an encoder, and opens it if need be.</summary>
    /// <param name="path">A GGUF file.</param>
    /// <param name="cancellationToken">Ends the wait; the model is opened nevertheless.</param>
    /// <returns>The encoder; dispose the lease after use.</returns>
    /// <remarks>Throws what <see cref="Lease"/> throws.</remarks>
    public async Task<ModelLease<TextEncoder>> LeaseEncoder(string path, CancellationToken cancellationToken)
    {
        var use = new PooledUse(PooledFile.Look(path), IsEncoder: true, ContextLength: null, Projector: null);
        var model = await Take(use, cancellationToken);
        return await Hand(model, static opened => (TextEncoder)opened, cancellationToken);
    }

    /// <summary>
    /// Opens a model outside the budget, for one user alone who keeps it as long as needed.
    /// </summary>
    /// <param name="path">A GGUF file, or the first one of a split model.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The model's engine; the model is closed with the lease, or with the pool.</returns>
    /// <remarks>Throws what <see cref="Lease"/> throws, except for the budget.</remarks>
    public async Task<ModelLease<TextGenerator>> Keep(string path, CancellationToken cancellationToken)
    {
        var use = new PooledUse(PooledFile.Look(path), IsEncoder: false, ContextLength: null, Projector: null);
        PooledModel model;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            model = new PooledModel(use, bytes: 0, options, OpenFile) { Leases = 1 };
            _apart.Add(model);
        }

        return await Hand(model, static opened => ((PooledGenerator)opened).Generator, cancellationToken);
    }

    /// <summary>
    /// Closes what is open of a file that is about to be deleted, as soon as those who use it are done. Who asks for it
    /// afterwards opens it anew.
    /// </summary>
    /// <param name="path">The file.</param>
    public void Close(string path)
    {
        path = Path.GetFullPath(path);
        List<PooledModel> found;
        lock (_lock)
        {
            found = _models.FindAll(model => model.Use.File.Path == path);
            _models.RemoveAll(found.Contains);
            _apart.AddRange(found.Where(model => model.Leases > 0));
            found.RemoveAll(model => model.Leases > 0);
            MakeRoom();
        }

        found.ForEach(model => model.Dispose());
    }

    /// <summary>
    /// Closes all models. Streams that are not at their end get an <see cref="EngineClosedException"/>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        List<PooledModel> all;
        lock (_lock)
        {
            _disposed = true;
            all = [.. _models, .. _apart];
            _models.Clear();
            _apart.Clear();
            MakeRoom();
        }

        foreach (var model in all)
        {
            await ((Task)model.Loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            model.Dispose();
        }

        _threads.Dispose();
    }

    /// <summary>Takes a model for a use, as soon as there is room for it.</summary>
    private async Task<PooledModel> Take(PooledUse use, CancellationToken cancellationToken)
    {
        var clock = options.Generator.TimeProvider;
        var started = clock.GetTimestamp();
        while (true)
        {
            if (TryTake(use, out var room) is { } model)
            {
                return model;
            }

            try
            {
                var left = options.RoomTimeout - clock.GetElapsedTime(started);
                await room.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw ModelPoolFullException.Now(use.File.Path, BytesOf(use), options.BytesMax);
            }
            finally
            {
                Interlocked.Decrement(ref _waiters);
            }
        }
    }

    private PooledModel? TryTake(PooledUse use, out Task room)
    {
        var closed = new List<PooledModel>();
        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                room = _room.Task;
                if ((Find(use, closed) ?? Add(use, closed)) is { } model)
                {
                    model.Leases++;
                    model.LastUse = ++_uses;
                    return model;
                }

                if (Interlocked.Increment(ref _waiters) > options.WaitersMax)
                {
                    Interlocked.Decrement(ref _waiters);
                    throw ModelPoolFullException.Now(use.File.Path, BytesOf(use), options.BytesMax);
                }

                return null;
            }
        }
        finally
        {
            // Nobody uses them: their threads end at once.
            closed.ForEach(old => old.Dispose());
        }
    }

    /// <summary>Waits until a model that was taken is open.</summary>
    private async Task<ModelLease<T>> Hand<T>(
        PooledModel model, Func<IDisposable, T> select, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var opened = await model.Loading.WaitAsync(cancellationToken);
            return new ModelLease<T>(select(opened), () => Return(model));
        }
        catch (Exception)
        {
            Return(model);
            throw;
        }
    }

    /// <summary>The model of a use if it is there and still what the file holds.</summary>
    private PooledModel? Find(PooledUse use, List<PooledModel> closed)
    {
        if (_models.Find(model => use.IsAnotherLookOf(model.Use)) is not { } found)
        {
            return null;
        }

        if (found.Use == use && !found.Loading.IsFaulted)
        {
            return found;
        }

        _models.Remove(found);
        (found.Leases == 0 ? closed : _apart).Add(found);
        return null;
    }

    /// <summary>Begins to open a model; null while those in use leave no room for it.</summary>
    private PooledModel? Add(PooledUse use, List<PooledModel> closed)
    {
        var bytes = BytesOf(use);
        if (bytes > options.BytesMax)
        {
            throw ModelPoolFullException.Never(
                use.File.Path, use.Bytes, bytes - use.Bytes, options.BytesMax);
        }

        var idle = _models.Where(model => model.Leases == 0).OrderBy(model => model.LastUse).ToList();
        var taken = _models.Concat(_apart).Sum(model => model.Bytes);
        if (taken - idle.Sum(model => model.Bytes) + bytes > options.BytesMax)
        {
            return null; // and nothing is closed in vain
        }

        foreach (var model in idle.TakeWhile(_ => taken + bytes > options.BytesMax))
        {
            _models.Remove(model);
            closed.Add(model);
            taken -= model.Bytes;
        }

        var added = new PooledModel(use, bytes, options, OpenFile);
        _models.Add(added);
        return added;
    }

    private long BytesOf(PooledUse use) => use.Bytes + (use.IsEncoder ? 0 : options.KvBytesMax);

    private async Task<IDisposable> OpenFile(PooledUse use) => use.IsEncoder
        ? TextEncoder.Open(use.File.Path, _threads)
        : await PooledGenerator.Open(use, options, _threads);

    private void Return(PooledModel model)
    {
        lock (_lock)
        {
            if (--model.Leases > 0)
            {
                return;
            }

            MakeRoom();
            if (!_apart.Remove(model) && !(model.Loading.IsFaulted && _models.Remove(model)))
            {
                return;
            }
        }

        model.Dispose();
    }

    /// <summary>Lets those who wait for room look again.</summary>
    private void MakeRoom()
    {
        _room.TrySetResult();
        _room = NewRoom();
    }

    private static TaskCompletionSource NewRoom() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
