namespace Ganban.FrontDoors.Routing;

/// <summary>Where an operation of a front door is found, behind the door's base path.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path; <c>{id}</c> stands for what it names, which may hold slashes.</param>
/// <param name="Operation">The operation's name.</param>
internal sealed record DoorRoute(string Method, string Path, string Operation)
{
    private const string Label = "{id}";

    private readonly string _head = Path.Split(Label)[0];
    private readonly string? _tail = Path.Contains(Label, StringComparison.Ordinal) ? Path.Split(Label)[1] : null;

    /// <summary>What a raw path names, decoded: empty where the route names nothing; null if it is not this one.</summary>
    public string? Match(string path)
    {
        if (_tail is null)
        {
            return path == Path ? "" : null;
        }

        var length = path.Length - _head.Length - _tail.Length;
        return length > 0
            && path.StartsWith(_head, StringComparison.Ordinal)
            && path.EndsWith(_tail, StringComparison.Ordinal)
                ? Uri.UnescapeDataString(path.AsSpan(_head.Length, length))
                : null;
    }
}
