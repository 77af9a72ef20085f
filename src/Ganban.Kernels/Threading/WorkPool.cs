using Ganban.Kernels.MatMul;

namespace Ganban.Kernels.Threading;

/// <summary>
/// A few threads that share loops with their callers. The caller of <see cref="Run(int, long, ILoopBody)"/> claims
/// items itself and waits only for items that a thread has already claimed, so that it never depends on a thread that
/// is busy or not scheduled. Idle threads sleep. Several callers may run loops at once. A loop allocates nothing.
/// </summary>
public sealed class WorkPool : IDisposable
{
    // A thread that has just finished looks for the next loop this often before it sleeps: some fifty microseconds,
    // more than what lies between two matrix products of a token.
    private const int LooksBeforeSleep = 400;

    // Waking a thread costs about as much as this many multiplications on one core.
    private const long OperationsWorthSharing = 1 << 18;

    // Loops that are shared at once; a caller that finds no free place does its loop alone.
    private const int Slots = 16;

    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread[] _threads;
    private readonly LoopSlot[] _slots = new LoopSlot[Slots];
    private int _sleeping;
    private volatile bool _disposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="parallelism">How many cores a loop may use, the caller's included; at least 1.</param>
    public WorkPool(int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        Parallelism = parallelism;
        for (var slot = 0; slot < Slots; slot++)
        {
            _slots[slot] = new LoopSlot();
        }

        _threads = new Thread[parallelism - 1];
        for (var index = 0; index < _threads.Length; index++)
        {
            _threads[index] = new Thread(Work) { IsBackground = true, Name = $"Ganban work {index + 1}" };
            _threads[index].Start();
        }
    }

    /// <summary>How many cores a loop may use.</summary>
    public int Parallelism { get; }

    /// <summary>Working memory for the threads that share a matrix product.</summary>
    public PanelStock Panels { get; } = new();

    /// <summary>Runs a loop and returns when all of it is done.</summary>
    /// <param name="items">
    /// Number of items; the body gets 0 to one less, each once, in any order and on any thread.
    /// </param>
    /// <param name="operations">Multiplications in the whole loop, roughly; a small loop stays with the caller.</param>
    /// <param name="body">
    /// What to do for an item. Its first exception is thrown here, after all items were tried.
    /// </param>
    public void Run(int items, long operations, ILoopBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (items <= 1 || _threads.Length == 0 || operations < OperationsWorthSharing || FreeSlot() is not { } slot)
        {
            for (var item = 0; item < items; item++)
            {
                body.Run(item);
            }

            return;
        }

        slot.Open(items, body);

        // Pairs with Sleep: either the sleeper sees the new loop, or this sees the sleeper.
        Interlocked.MemoryBarrier();
        var wanted = Math.Min(Volatile.Read(ref _sleeping), items - 1);
        if (wanted > 0)
        {
            _wake.Release(wanted);
        }

        slot.Help();
        if (slot.Close(items) is { } failure)
        {
            throw new AggregateException("An item of the loop failed.", failure);
        }
    }

    /// <summary>Runs a loop whose body is a delegate; for loops that are not worth a class of their own.</summary>
    /// <param name="items">Number of items.</param>
    /// <param name="operations">Multiplications in the whole loop, roughly.</param>
    /// <param name="body">What to do for an item.</param>
    public void Run(int items, long operations, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Run(items, operations, new DelegateBody(body));
    }

    /// <summary>Lets the threads end. Loops that run finish on their callers.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _wake.Release(_threads.Length + 1);
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        // The semaphore stays: a loop that was just opened may still look for sleepers.
    }

    private LoopSlot? FreeSlot()
    {
        foreach (var slot in _slots)
        {
            if (slot.TryOwn())
            {
                return slot;
            }
        }

        return null;
    }

    private LoopSlot? OpenSlot()
    {
        foreach (var slot in _slots)
        {
            if (slot.HasItems)
            {
                return slot;
            }
        }

        return null;
    }

    private void Work()
    {
        var looks = 0;
        while (!_disposed)
        {
            if (OpenSlot() is { } slot)
            {
                slot.Help();
                looks = 0;
            }
            else if (++looks < LooksBeforeSleep)
            {
                Thread.SpinWait(4);
            }
            else
            {
                Sleep();
                looks = 0;
            }
        }
    }

    private void Sleep()
    {
        Interlocked.Increment(ref _sleeping);
        if (OpenSlot() is null && !_disposed)
        {
            _wake.Wait();
        }

        Interlocked.Decrement(ref _sleeping);
    }

    private sealed class DelegateBody(Action<int> body) : ILoopBody
    {
        public void Run(int item) => body(item);
    }
}
