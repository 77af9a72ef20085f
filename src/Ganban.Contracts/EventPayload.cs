namespace Ganban.Contracts;

/// <summary>Reads the payloads of incoming events with the checks that a request's body gets.</summary>
internal static class EventPayload
{
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    /// <summary>Reads the payload of an event; an empty payload reads as an empty object.</summary>
    /// <param name="item">The event as it arrived.</param>
    /// <param name="validate">Checks the contract's constraints; null for a shape that has none.</param>
    /// <exception cref="ModelledException">The payload is not JSON, not of this shape, or breaks
    /// constraints.</exception>
    public static T Read<T>(IncomingEvent item, Action<T, Violations>? validate)
        where T : class, IShape<T>
    {
        var json = item.Payload.IsEmpty ? EmptyObject : item.Payload.Span;
        var problems = new ReadProblems();
        T? value;
        try
        {
            value = ShapeReader.Parse<T>(json, problems);
        }
        catch (MalformedRequestException e)
        {
            throw new ModelledException(
                "ValidationException", 400, $"The event '{item.EventType}' can't be read. {e.Message}", e);
        }

        var violations = new Violations();
        if (value is null)
        {
            violations.Add(Violations.NotNull(item.EventType));
        }
        else
        {
            problems.MoveTo(violations, json);
            validate?.Invoke(value, violations);
        }

        return violations.Count == 0
            ? value!
            : throw new ModelledException("ValidationException", 400, violations.Message);
    }
}
