using Ganban.Protocol.Callers;

namespace Ganban.Protocol.Pipeline;

/// <summary>What a handler may know of the call besides the request itself.</summary>
public sealed class OperationContext
{
    private readonly List<KeyValuePair<string, string>> _headers = [];
    private readonly Dictionary<Type, object> _notes = [];

    /// <summary>Who asks, with account and region.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The identifier that the response carries in <c>x-amzn-RequestId</c>.</summary>
    public required string RequestId { get; init; }

    /// <summary>The operation's name, such as <c>Converse</c>; empty where none is known.</summary>
    public string Operation { get; init; } = "";

    /// <summary>Finds a header of the request; null where there is none.</summary>
    public Func<string, string?> RequestHeader { get; init; } = static _ => null;

    /// <summary>Cuts the connection without an end to the response; does nothing where there is none.</summary>
    public Action Abort { get; init; } = static () => { };

    /// <summary>The caller's account: twelve digits.</summary>
    public string Account => Caller.Account;

    /// <summary>The region that the request is for, for example <c>us-east-1</c>.</summary>
    public string Region => Caller.Region;

    /// <summary>Response headers beyond those that the contract defines.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    /// <summary>
    /// Sets a response header, in place of one of the same name; for a stream, before its first event.
    /// </summary>
    public void Header(string name, string value)
    {
        _headers.RemoveAll(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        _headers.Add(new(name, value));
    }

    /// <summary>
    /// What the handler notes of its work for those who watch the call; made when it is first asked for.
    /// </summary>
    public T Notes<T>()
        where T : class, new()
    {
        if (!_notes.TryGetValue(typeof(T), out var notes))
        {
            _notes[typeof(T)] = notes = new T();
        }

        return (T)notes;
    }
}
