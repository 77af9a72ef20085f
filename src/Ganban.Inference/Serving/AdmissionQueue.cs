using Ganban.Inference.Generation;

namespace Ganban.Inference.Serving;

/// <summary>
/// The requests that wait for a place, within limits, and whose turn it is. The next place goes to the caller that has
/// had the least of the engine's work; a caller that comes back from a pause starts level with the least served of
/// those present, so that nobody saves up (virtual token counters: Sheng et al. 2024, Fairness in Serving Large
/// Language Models). Safe for concurrent use.
/// </summary>
/// <param name="options">The limits.</param>
internal sealed class AdmissionQueue(TextGeneratorOptions options)
{
    /// <summary>What a token of an answer weighs; one of a prompt weighs 1 (the paper's weights).</summary>
    public const int AnswerTokenWeight = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, CallerQueue> _callers = [];
    private int _outstanding;
    private int _waiting;
    private long _waitingTokens;
    private long _arrivals;

    /// <summary>Requests that wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Lets a request wait for its turn.</summary>
    /// <exception cref="EngineBusyException">A limit is met.</exception>
    public void Enter(GenerationStream stream)
    {
        lock (_lock)
        {
            if (!_callers.TryGetValue(stream.CallerName, out var caller))
            {
                caller = new CallerQueue(stream.CallerName);
            }

            Check(caller, stream);
            _callers.TryAdd(caller.Name, caller);
            if (caller.Outstanding == 0)
            {
                Level(caller);
            }

            caller.Outstanding++;
            stream.Caller = caller;
            stream.Arrival = ++_arrivals;
            caller.Waiting.AddLast(stream.Place);
            _outstanding++;
            _waiting++;
            _waitingTokens += stream.Tokens.Count;
        }
    }

    /// <summary>
    /// The request whose turn it is, which goes on waiting until <see cref="TryTake"/>; null if none waits.
    /// </summary>
    public GenerationStream? Next()
    {
        lock (_lock)
        {
            GenerationStream? next = null;
            foreach (var (_, caller) in _callers)
            {
                if (caller.Waiting.First?.Value is { } first
                    && (next is null || Compare(first, next) < 0))
                {
                    next = first;
                }
            }

            return next;
        }
    }

    /// <summary>Ends a request's wait.</summary>
    /// <returns>False if it doesn't wait any more.</returns>
    public bool TryTake(GenerationStream stream)
    {
        lock (_lock)
        {
            if (stream.Place.List is null)
            {
                return false;
            }

            stream.Caller.Waiting.Remove(stream.Place);
            _waiting--;
            _waitingTokens -= stream.Request.Prompt.Count;
            return true;
        }
    }

    /// <summary>Forgets a request that was taken.</summary>
    public void Leave(GenerationStream stream)
    {
        lock (_lock)
        {
            _outstanding--;
            stream.Caller.Outstanding--;
        }
    }

    /// <summary>Takes note of work done for a caller.</summary>
    public void Charge(CallerQueue caller, long weight)
    {
        lock (_lock)
        {
            caller.Service += weight;
        }
    }

    /// <summary>The least served caller's first, then who came first.</summary>
    public static int Compare(GenerationStream left, GenerationStream right) =>
        left.Caller.Service != right.Caller.Service
            ? left.Caller.Service.CompareTo(right.Caller.Service)
            : left.Arrival.CompareTo(right.Arrival);

    // Every limit leaves as many more as can run at once: what has just come has had no chance yet to start.
    private void Check(CallerQueue caller, GenerationStream stream)
    {
        var running = Math.Min(_outstanding, options.MaxConcurrent);
        var waiting = _outstanding - running;
        if (_outstanding >= options.MaxConcurrent + options.MaxWaiting)
        {
            throw new EngineBusyException(running, waiting);
        }

        if (caller.Outstanding >= options.MaxConcurrent + options.MaxWaitingPerCaller)
        {
            throw new EngineBusyException(
                running, waiting, $"{caller.Outstanding} of them are this caller's: wait for one.");
        }

        if (waiting > 0 && _waitingTokens + stream.Tokens.Count > options.MaxWaitingTokens)
        {
            throw new EngineBusyException(
                running,
                waiting,
                $"Their prompts have {_waitingTokens} tokens, and {options.MaxWaitingTokens} may wait. Try again later.");
        }
    }

    private void Level(CallerQueue returning)
    {
        var least = long.MaxValue;
        foreach (var (_, caller) in _callers)
        {
            least = caller.Outstanding > 0 ? Math.Min(least, caller.Service) : least;
        }

        if (least == long.MaxValue)
        {
            least = returning.Service;
        }

        returning.Service = Math.Max(returning.Service, least);

        // Callers that are gone and would start level anyway need not be remembered.
        foreach (var (name, caller) in _callers)
        {
            if (caller.Outstanding == 0 && caller.Service <= least && caller != returning)
            {
                _callers.Remove(name);
            }
        }
    }
}
