namespace Ganban.Functions.Execution;

/// <summary>
/// The processes of all functions: one that waits takes the next call of its function, another is started while there
/// may be more, and calls beyond that wait in order. Safe for concurrent use.
/// </summary>
internal sealed class EnvironmentPool : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);
    private readonly FunctionsOptions _options;
    private readonly FunctionProcesses _processes;
    private readonly RuntimeApi _api;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly List<ExecutionEnvironment> _idle = []; // the one used last stands last
    private readonly HashSet<ExecutionEnvironment> _busy = [];
    private readonly Dictionary<string, int> _counts = []; // by key, those that are being started included
    private readonly LinkedList<Waiter> _waiting = [];
    private Task _ending = Task.CompletedTask; // of all that were ended
    private int _count;
    private bool _isClosed;

    public EnvironmentPool(FunctionsOptions options, FunctionProcesses processes, RuntimeApi api, TimeProvider clock)
    {
        (_options, _processes, _api, _clock) = (options, processes, api, clock);
        _timer = clock.CreateTimer(_ => EndIdle(clock.GetUtcNow() - options.IdleMax), null, LookInterval, LookInterval);
    }

    /// <summary>Takes a process for a call; it must be given back.</summary>
    /// <exception cref="FunctionException">Too many calls wait, or a process can't be started.</exception>
    public async Task<ExecutionEnvironment> Take(RunnableFunction function, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (_waiting.Count >= _options.WaitingMax)
            {
                throw new FunctionException(
                    FunctionFailure.Busy, $"Rate Exceeded. {_options.WaitingMax} calls of functions wait already.");
            }

            waiter = new Waiter(function);
            _waiting.AddLast(waiter);
            Serve();
        }

        await using (cancellationToken.Register(() => Leave(waiter)))
        {
            var idle = await waiter.Turn.Task;
            return idle ?? await Start(function);
        }
    }

    /// <summary>Gives a process back.</summary>
    public void Return(ExecutionEnvironment environment)
    {
        lock (_gate)
        {
            _busy.Remove(environment);
            environment.IdleSince = _clock.GetUtcNow();
            if (environment.IsUsable && !_isClosed)
            {
                _idle.Add(environment);
            }
            else
            {
                End(environment);
            }

            Serve();
        }
    }

    /// <summary>Ends the waiting processes of a function, whose code or settings have changed.</summary>
    /// <param name="arn">The function's ARN.</param>
    public void EndIdleOf(string arn) => EndIdle(environment => environment.Function.Reference.Arn == arn);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        List<ExecutionEnvironment> all;
        lock (_gate)
        {
            _isClosed = true;
            all = [.. _idle, .. _busy];
            _idle.Clear();
            foreach (var waiter in _waiting)
            {
                waiter.Turn.TrySetException(
                    new FunctionException(FunctionFailure.Unavailable, "The server stops. Call the function again later."));
            }

            _waiting.Clear();
        }

        foreach (var environment in all)
        {
            environment.Dispose();
        }

        await _ending;
    }

    private void EndIdle(DateTimeOffset before) => EndIdle(environment => environment.IdleSince < before);

    private void EndIdle(Func<ExecutionEnvironment, bool> which)
    {
        lock (_gate)
        {
            foreach (var environment in _idle.Where(item => !item.IsUsable || which(item)).ToList())
            {
                _idle.Remove(environment);
                End(environment);
            }

            Serve();
        }
    }

    // Gives their turn to all who wait and can have it.
    private void Serve()
    {
        for (var node = _waiting.First; node is not null;)
        {
            var (waiter, next) = (node.Value, node.Next);
            if (TryServe(waiter))
            {
                _waiting.Remove(node);
            }

            node = next;
        }
    }

    private bool TryServe(Waiter waiter)
    {
        var key = waiter.Function.Key;
        while (_idle.FindLast(environment => environment.Function.Key == key) is { } idle)
        {
            _idle.Remove(idle);
            if (idle.IsUsable)
            {
                _busy.Add(idle);
                waiter.Turn.SetResult(idle);
                return true;
            }

            End(idle);
        }

        if (_counts.GetValueOrDefault(key) >= _options.EnvironmentsPerFunctionMax)
        {
            return false;
        }

        if (_count >= _options.EnvironmentsMax && _idle.Count > 0)
        {
            var oldest = _idle[0];
            _idle.RemoveAt(0);
            End(oldest);
        }

        if (_count >= _options.EnvironmentsMax)
        {
            return false;
        }

        Count(key, 1);
        waiter.Turn.SetResult(null);
        return true;
    }

    private async Task<ExecutionEnvironment> Start(RunnableFunction function)
    {
        try
        {
            var token = RuntimeApi.NewToken();
            var start = await _processes.Prepare(function, await _api.AddressOf(token));
            var environment = new ExecutionEnvironment(function, token, start, _options.InitMax, _clock);
            _api.Add(environment);
            lock (_gate)
            {
                _busy.Add(environment);
                if (_isClosed)
                {
                    environment.Kill();
                }
            }

            return environment;
        }
        catch
        {
            lock (_gate)
            {
                Count(function.Key, -1);
                Serve();
            }

            throw;
        }
    }

    private void End(ExecutionEnvironment environment)
    {
        _api.Remove(environment);
        Count(environment.Function.Key, -1);
        _ending = Task.WhenAll(_ending, Task.Run(environment.Dispose));
    }

    private void Count(string key, int change)
    {
        _count += change;
        var count = _counts.GetValueOrDefault(key) + change;
        if (count == 0)
        {
            _counts.Remove(key);
        }
        else
        {
            _counts[key] = count;
        }
    }

    private void Leave(Waiter waiter)
    {
        lock (_gate)
        {
            if (_waiting.Remove(waiter))
            {
                waiter.Turn.TrySetCanceled();
            }
        }
    }

    private sealed record Waiter(RunnableFunction Function)
    {
        // A process that waited, or null: it may start one.
        public TaskCompletionSource<ExecutionEnvironment?> Turn { get; } = new(
            TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Equals(Waiter? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
