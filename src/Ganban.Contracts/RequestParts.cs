using System.Globalization;

namespace Ganban.Contracts;

/// <summary>An HTTP request taken apart: what the generated readers bind from.</summary>
public sealed class RequestParts
{
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    /// <summary>The decoded values of the path's labels, in the order of the template.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The decoded query parameters in order.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    /// <summary>Finds a header by its name; null when absent.</summary>
    public required Func<string, string?> Header { get; init; }

    /// <summary>The body, decompressed; empty for an operation that reads events.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The request's events, for an operation that reads an event stream.</summary>
    public IAsyncEnumerable<IncomingEvent>? Events { get; init; }

    /// <summary>What reading found missing or of the wrong kind.</summary>
    public ReadProblems Problems { get; } = new();

    /// <summary>A reader at the start of the JSON body; an empty body reads as an empty object.</summary>
    public ShapeReader JsonBody() => new(Body.IsEmpty ? EmptyObject : Body.Span, Problems);

    /// <summary>The first value of a query parameter; null when absent.</summary>
    public string? QueryText(string name)
    {
        foreach (var (key, value) in Query)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>All values of a query parameter; null when absent.</summary>
    public IReadOnlyList<string>? QueryList(string name)
    {
        var values = Query.Where(pair => pair.Key == name).Select(pair => pair.Value).ToArray();
        return values.Length == 0 ? null : values;
    }

    /// <summary>
    /// Reads an integer that travels as text; a bad one becomes a problem at <paramref name="name"/>.
    /// </summary>
    public int? Integer(string name, string? text) =>
        text is null ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : Refuse<int>(name, text, "an integer");

    /// <summary>Reads a boolean that travels as text; a bad one becomes a problem at <paramref name="name"/>.</summary>
    public bool? Boolean(string name, string? text) => text switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => Refuse<bool>(name, text, "true or false"),
    };

    /// <summary>
    /// Reads an ISO 8601 time that travels as text; a bad one becomes a problem at <paramref name="name"/>.
    /// </summary>
    public DateTimeOffset? Timestamp(string name, string? text) =>
        text is null ? null
        : Timestamps.TryParse(text, out var value) ? value
        : Refuse<DateTimeOffset>(name, text, "an ISO 8601 timestamp");

    private T? Refuse<T>(string name, string text, string expected)
        where T : struct
    {
        Problems.Add(
            $"{Violations.Describe(text)} at '{name}' failed to satisfy constraint: Member must be {expected}");
        return null;
    }
}
