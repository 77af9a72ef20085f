namespace Ganban.Kernels.Threading;

/// <summary>
/// A few threads that share loops with their callers. The caller of <see cref="Run"/> takes items itself and waits only
/// for items that a thread has already taken, so that it never depends on a thread that is busy or not scheduled. Idle
/// threads sleep. Several callers may run loops at once.
/// </summary>
public sealed class WorkPool : IDisposable
{
    // A thread that has just finished looks for the next loop this often before it sleeps: some ten microseconds, the
    // distance between two matrix products of a token.
    private const int LooksBeforeSleep = 200;

    // Waking a thread costs about as much as this many multiplications on one core.
    private const long OperationsWorthSharing = 1 << 18;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread[] _threads;
    private Loop[] _loops = [];
    private int _sleeping;
    private volatile bool _disposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="parallelism">How many cores a loop may use, the caller's included; at least 1.</param>
    public WorkPool(int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        Parallelism = parallelism;
        _threads = new Thread[parallelism - 1];
        for (var index = 0; index < _threads.Length; index++)
        {
            _threads[index] = new Thread(Work) { IsBackground = true, Name = $"Ganban work {index + 1}" };
            _threads[index].Start();
        }
    }

    /// <summary>How many cores a loop may use.</summary>
    public int Parallelism { get; }

    /// <summary>Runs a loop and returns when all of it is done.</summary>
    /// <param name="items">
    /// Number of items; the body gets 0 to one less, each once, in any order and on any thread.
    /// </param>
    /// <param name="operations">Multiplications in the whole loop, roughly; a small loop stays with the caller.</param>
    /// <param name="body">
    /// What to do for an item. Its first exception is thrown here, after all items were tried.
    /// </param>
    public void Run(int items, long operations, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (items <= 1 || _threads.Length == 0 || operations < OperationsWorthSharing)
        {
            for (var item = 0; item < items; item++)
            {
                body(item);
            }

            return;
        }

        var loop = new Loop(items, body);
        Publish(loop);
        loop.Help();
        Withdraw(loop);
        loop.WaitForTaken();
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

        // The semaphore stays: a loop that was just published may still look for sleepers.
    }

    private void Publish(Loop loop)
    {
        lock (_lock)
        {
            Volatile.Write(ref _loops, [.. _loops, loop]);
        }

        // Pairs with Sleep: either the sleeper sees the new loop, or this sees the sleeper.
        Interlocked.MemoryBarrier();
        var wanted = Math.Min(Volatile.Read(ref _sleeping), loop.Items - 1);
        if (wanted > 0)
        {
            _wake.Release(wanted);
        }
    }

    private void Withdraw(Loop loop)
    {
        lock (_lock)
        {
            Volatile.Write(ref _loops, [.. _loops.Where(other => other != loop)]);
        }
    }

    private void Work()
    {
        var looks = 0;
        while (!_disposed)
        {
            var loops = Volatile.Read(ref _loops);
            var open = Array.Find(loops, loop => loop.HasItems);
            if (open is not null)
            {
                open.Help();
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
        if (!Array.Exists(Volatile.Read(ref _loops), loop => loop.HasItems))
        {
            _wake.Wait();
        }

        Interlocked.Decrement(ref _sleeping);
    }

    /// <summary>A loop in progress: items are taken by counting up.</summary>
    private sealed class Loop(int items, Action<int> body)
    {
        private int _taken;
        private int _done;
        private Exception? _failure;

        public int Items => items;

        public bool HasItems => Volatile.Read(ref _taken) < items;

        public void Help()
        {
            int item;
            while ((item = Interlocked.Increment(ref _taken) - 1) < items)
            {
                try
                {
                    body(item);
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref _failure, exception, null);
                }

                Interlocked.Increment(ref _done);
            }
        }

        public void WaitForTaken()
        {
            // Another thread is in the middle of its last item, which takes microseconds.
            var spin = default(SpinWait);
            while (Volatile.Read(ref _done) < items)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            if (_failure is { } failure)
            {
                throw new AggregateException("An item of the loop failed.", failure);
            }
        }
    }
}
