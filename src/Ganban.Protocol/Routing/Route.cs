using Ganban.Contracts;

namespace Ganban.Protocol.Routing;

/// <summary>
/// An operation's path as segments; a label takes one segment, or several where a client sends an ARN with its slashes
/// unencoded.
/// </summary>
internal sealed class Route
{
    private readonly string?[] _literals;

    public Route(Operation operation)
    {
        Operation = operation;
        var path = operation.UriTemplate;
        EndsWithSlash = path.EndsWith('/');
        _literals = [.. path.Trim('/').Split('/').Select(segment => segment.StartsWith('{') ? null : segment)];
    }

    public Operation Operation { get; }

    /// <summary>Whether the contract writes the path with a slash at its end.</summary>
    public bool EndsWithSlash { get; }

    /// <summary>How specific the route is: routes with more literal segments win.</summary>
    public int Literals => _literals.Count(literal => literal is not null);

    /// <summary>Matches segments one to one; null if they don't.</summary>
    public string[]? Match(ReadOnlySpan<string> segments)
    {
        if (segments.Length != _literals.Length)
        {
            return null;
        }

        var labels = new List<string>(3);
        for (var i = 0; i < segments.Length; i++)
        {
            if (_literals[i] is { } literal)
            {
                if (literal != segments[i])
                {
                    return null;
                }
            }
            else
            {
                labels.Add(Label.Decode(segments[i]));
            }
        }

        return [.. labels];
    }

    /// <summary>
    /// Matches segments where a label that begins an ARN may take any number of them; null if they don't.
    /// </summary>
    public string[]? MatchWithArns(ReadOnlySpan<string> segments)
    {
        var labels = new List<string>(3);
        return segments.Length > _literals.Length && MatchFrom(0, segments, labels) ? [.. labels] : null;
    }

    private bool MatchFrom(int at, ReadOnlySpan<string> segments, List<string> labels)
    {
        if (at == _literals.Length)
        {
            return segments.IsEmpty;
        }

        if (segments.IsEmpty)
        {
            return false;
        }

        if (_literals[at] is { } literal)
        {
            return literal == segments[0] && MatchFrom(at + 1, segments[1..], labels);
        }

        var rest = _literals.Length - at - 1;
        var longest = Label.Decode(segments[0]).StartsWith("arn:", StringComparison.Ordinal)
            ? segments.Length - rest
            : 1;
        for (var taken = longest; taken >= 1; taken--)
        {
            labels.Add(Label.Decode(string.Join('/', segments[..taken]!)));
            if (MatchFrom(at + 1, segments[taken..], labels))
            {
                return true;
            }

            labels.RemoveAt(labels.Count - 1);
        }

        return false;
    }
}
