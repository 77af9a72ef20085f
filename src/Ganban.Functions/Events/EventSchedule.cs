using Ganban.Storage;

namespace Ganban.Functions.Events;

/// <summary>
/// The events of the queue, without their payloads, in the order in which they came; and which of them run: a few at
/// once, and one account never takes all places, so that its slow functions hold up nobody else's events. A function
/// that takes no more calls is left alone with all its events, for a while or until one of its calls ends. Safe for
/// concurrent use.
/// </summary>
internal sealed class EventSchedule
{
    private const int RunningMax = 8;
    private const int RunningPerAccountMax = RunningMax - 2;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, Entry> _entries = [];
    private readonly Dictionary<string, string> _running = []; // accounts by id
    private readonly Dictionary<(Tenant, string), DateTimeOffset> _busyUntil = [];

    /// <summary>How many events there are, those that run included.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>How many of them are an account's.</summary>
    public int CountOf(string account)
    {
        lock (_gate)
        {
            return _entries.Values.Count(entry => entry.Tenant.Account == account);
        }
    }

    /// <summary>Takes a kept event.</summary>
    public void Add(Stored<QueuedEvent> item)
    {
        lock (_gate)
        {
            _entries[item.Id] = new Entry(item.Document.Tenant, item.Document.Function, item.Document.NotBefore);
        }
    }

    /// <summary>The ids of the events that are to begin now; they run from here on.</summary>
    public List<string> Begin(DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var (function, until) in _busyUntil.ToList())
            {
                if (until <= now)
                {
                    _busyUntil.Remove(function);
                }
            }

            var begun = new List<string>();
            foreach (var (id, entry) in _entries)
            {
                if (_running.Count == RunningMax)
                {
                    break;
                }

                if (MayBegin(id, entry, now))
                {
                    _running.Add(id, entry.Tenant.Account);
                    begun.Add(id);
                }
            }

            return begun;
        }
    }

    /// <summary>An event is to wait.</summary>
    public void Postpone(string id, DateTimeOffset notBefore)
    {
        lock (_gate)
        {
            _entries[id] = _entries[id] with { NotBefore = notBefore };
        }
    }

    /// <summary>The function of an event takes no more calls: it and its other events are to wait.</summary>
    public void Rest(string id, DateTimeOffset until)
    {
        lock (_gate)
        {
            _busyUntil[(_entries[id].Tenant, _entries[id].Function)] = until;
        }
    }

    /// <summary>The function of an event has taken a call: its other events need not wait any more.</summary>
    public void Wake(string id)
    {
        lock (_gate)
        {
            _busyUntil.Remove((_entries[id].Tenant, _entries[id].Function));
        }
    }

    /// <summary>An event is over.</summary>
    public void Remove(string id)
    {
        lock (_gate)
        {
            _entries.Remove(id);
        }
    }

    /// <summary>An event runs no more.</summary>
    public void End(string id)
    {
        lock (_gate)
        {
            _running.Remove(id);
        }
    }

    private bool MayBegin(string id, Entry entry, DateTimeOffset now) =>
        entry.NotBefore <= now
        && !_running.ContainsKey(id)
        && !_busyUntil.ContainsKey((entry.Tenant, entry.Function))
        && _running.Values.Count(account => account == entry.Tenant.Account) < RunningPerAccountMax;

    private sealed record Entry(Tenant Tenant, string Function, DateTimeOffset NotBefore);
}
