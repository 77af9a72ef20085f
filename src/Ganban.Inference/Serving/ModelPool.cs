using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Serving;

/// <summary>
/// Keeps several models open within a memory budget. A model is opened when it is first asked for, by one of those who
/// ask at the same time for all of them; it stays open until its memory is wanted and nobody uses it, the least
/// recently used first. A file that was replaced is opened anew, while those who use the old one go on with it. All
/// models compute on the same threads. Safe for concurrent use.
/// </summary>
/// <param name="options">The limits.</param>
public sealed class ModelPool(ModelPoolOptions options) : IAsyncDisposable
{
    private readonly WorkPool _threads = new(options.Model.Threads);
    private readonly Lock _lock = new();
    private readonly List<PooledModel> _models = [];
    private readonly List<PooledModel> _outdated = [];
    private long _uses;
    private bool _disposed;

    /// <summary>The paths of the models that are open or being opened, the most recently used first.</summary>
    public IReadOnlyList<string> Open
    {
        get
        {
            lock (_lock)
            {
                return [.. _models.OrderByDescending(model => model.LastUse).Select(model => model.File.Path)];
            }
        }
    }

    /// <summary>Hands a model out, and opens it if need be.</summary>
    /// <param name="path">A GGUF file, or the first one of a split model.</param>
    /// <param name="cancellationToken">Ends the wait; the model is opened nevertheless.</param>
    /// <returns>The model; dispose it after use.</returns>
    /// <exception cref="ModelFileException">The file is missing, broken, or holds something unsupported.</exception>
    /// <exception cref="ModelPoolFullException">The budget has no room for it.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public async Task<ModelLease> Lease(string path, CancellationToken cancellationToken)
    {
        var file = PooledFile.Look(path);
        var closed = new List<PooledModel>();
        PooledModel model;
        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                model = Find(file, closed) ?? Add(file, closed);
                model.Leases++;
                model.LastUse = ++_uses;
            }
        }
        finally
        {
            // Nobody uses them: their threads end at once.
            closed.ForEach(old => old.Dispose());
        }

        try
        {
            var generator = await model.Loading.WaitAsync(cancellationToken);
            return new ModelLease(generator, () => Return(model));
        }
        catch (Exception)
        {
            Return(model);
            throw;
        }
    }

    /// <summary>
    /// Closes all models. Streams that are not at their end get an <see cref="Generation.EngineClosedException"/>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        List<PooledModel> all;
        lock (_lock)
        {
            _disposed = true;
            all = [.. _models, .. _outdated];
            _models.Clear();
            _outdated.Clear();
        }

        foreach (var model in all)
        {
            await ((Task)model.Loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            model.Dispose();
        }

        _threads.Dispose();
    }

    /// <summary>The model of a file if it is there and still what the file holds.</summary>
    private PooledModel? Find(PooledFile file, List<PooledModel> closed)
    {
        if (_models.Find(model => model.File.Path == file.Path) is not { } found)
        {
            return null;
        }

        if (found.File == file && !found.Loading.IsFaulted)
        {
            return found;
        }

        _models.Remove(found);
        (found.Leases == 0 ? closed : _outdated).Add(found);
        return null;
    }

    private PooledModel Add(PooledFile file, List<PooledModel> closed)
    {
        var bytes = file.Bytes + options.KvBytesMax;
        if (bytes > options.BytesMax)
        {
            throw ModelPoolFullException.Never(file.Path, file.Bytes, options.KvBytesMax, options.BytesMax);
        }

        while (_models.Concat(_outdated).Sum(model => model.Bytes) + bytes > options.BytesMax)
        {
            var idle = _models.Where(model => model.Leases == 0).MinBy(model => model.LastUse)
                ?? throw ModelPoolFullException.Now(file.Path, bytes, options.BytesMax);
            _models.Remove(idle);
            closed.Add(idle);
        }

        var added = new PooledModel(file, bytes, options, _threads);
        _models.Add(added);
        return added;
    }

    private void Return(PooledModel model)
    {
        lock (_lock)
        {
            model.Leases--;
            if (model.Leases > 0 || !(_outdated.Remove(model) || (model.Loading.IsFaulted && _models.Remove(model))))
            {
                return;
            }
        }

        model.Dispose();
    }
}
