namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>
/// Inserts the vectors of an index into its graph, behind those who write and search, and keeps the result in a file.
/// Below a size there is no graph: looking at all vectors is fast enough.
/// </summary>
internal sealed class GraphGrowth : IAsyncDisposable
{
    private const int DeadMin = 1024;
    private readonly string _path;
    private readonly int _graphMin;
    private readonly Func<(VectorMemory? Memory, int Generation)> _current;
    private readonly SemaphoreSlim _mayWrite;
    private readonly Lock _inserting = new();
    private readonly CancellationTokenSource _closed = new();
    private (int Slots, int InGraph, int Generation) _saved;
    private bool _isRunning;

    /// <summary>The growth of an index' graph.</summary>
    /// <param name="path">The file that keeps it.</param>
    /// <param name="graphMin">The fewest vectors that have a graph.</param>
    /// <param name="current">Tells what is in memory now, and its generation.</param>
    /// <param name="mayWrite">Held by who changes the index.</param>
    public GraphGrowth(
        string path, int graphMin, Func<(VectorMemory? Memory, int Generation)> current, SemaphoreSlim mayWrite) =>
        (_path, _graphMin, _current, _mayWrite) = (path, graphMin, current, mayWrite);

    /// <summary>Done when the graph has all vectors that are there.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// What the file keeps, and of which generation; null where it can't be used. Called by who may change the index.
    /// </summary>
    public (VectorMemory Memory, int Generation)? Load(int dimensions)
    {
        var saved = VectorSnapshot.Load(_path, dimensions);
        if (saved is var (memory, generation))
        {
            _saved = (memory.Slots.Count, memory.Graph.Count, generation);
        }

        return saved;
    }

    /// <summary>Goes on where the graph lacks vectors. Called by one at a time.</summary>
    public void Continue(VectorMemory? memory)
    {
        lock (_inserting)
        {
            if (!_isRunning && memory is not null && IsWanting(memory))
            {
                _isRunning = true;
                Running = Task.Run(Run);
            }
        }
    }

    /// <summary>
    /// The same vectors without those that are dead, if these are many. Called by who changes the index.
    /// </summary>
    public VectorMemory WithoutTooManyDead(VectorMemory memory, int generation)
    {
        if (memory.Dead < DeadMin || memory.Dead < memory.Slots.Count / 4)
        {
            return memory;
        }

        lock (_inserting)
        {
            return memory.WithoutDead(generation);
        }
    }

    /// <summary>
    /// Writes the file if it is worth it and there is something new. Called by who may change the index.
    /// </summary>
    public void Save()
    {
        var (memory, generation) = _current();
        if (memory is null
            || memory.Slots.Count < _graphMin
            || _saved == (memory.Slots.Count, memory.Graph.Count, generation))
        {
            return;
        }

        try
        {
            lock (_inserting)
            {
                VectorSnapshot.Save(_path, memory, generation);
                _saved = (memory.Slots.Count, memory.Graph.Count, generation);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The index has all that was in the file; opening it takes longer.
            File.Delete(_path + ".part");
        }
    }

    /// <summary>Stops, wherever it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await Running;
        _closed.Dispose();
    }

    private bool IsWanting(VectorMemory memory) =>
        memory.Slots.Count >= _graphMin && memory.Graph.Count < memory.Slots.Count;

    private async Task Run()
    {
        while (true)
        {
            VectorMemory? memory;
            lock (_inserting)
            {
                memory = _current().Memory;
                if (memory is null || !IsWanting(memory) || _closed.IsCancellationRequested)
                {
                    _isRunning = false;
                    return;
                }

                memory.Graph.InsertNext();
            }

            if (!IsWanting(memory) && memory.Slots.Count - _saved.Slots > _saved.Slots / 4)
            {
                await SaveNow();
            }
        }
    }

    private async Task SaveNow()
    {
        try
        {
            await _mayWrite.WaitAsync(_closed.Token);
        }
        catch (OperationCanceledException)
        {
            // It is saved when the index is closed.
            return;
        }

        try
        {
            Save();
        }
        finally
        {
            _mayWrite.Release();
        }
    }
}
