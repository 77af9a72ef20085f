namespace Ganban.Inference.Constraints;

/// <summary>
/// Inside a key of <paramref name="Owner"/>. A key is a declared property not used yet, which
/// <paramref name="Declared"/> narrows down, or, where the schema takes others, any new text of 1 to 64 characters
/// without escapes: <paramref name="Free"/> is the text so far as Latin-1 while it may become one, else null, and has
/// <paramref name="Count"/> characters.
/// </summary>
internal sealed record KeyState(ObjectState Owner, TextRange Declared, string? Free, int Count, Utf8Position Utf8)
    : GrammarState
{
    private const int LengthMax = 64;

    /// <inheritdoc/>
    public override int? PlainTextRoom =>
        Free is not null && Utf8.IsBoundary && Count < LengthMax - 1 ? LengthMax - 1 - Count : null;

    /// <summary>The state after the opening quote.</summary>
    public static KeyState Start(ObjectState owner) => new(
        owner, TextRange.Of(owner.Node.Names), Free: owner.TakesAdditional ? "" : null, Count: 0, Utf8: default);

    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        if (value == '"' && Utf8.IsBoundary)
        {
            if (ValueAfter() is { } after)
            {
                next.Add(after);
                return;
            }
        }

        if (Utf8.After(value) is not { } utf8)
        {
            return;
        }

        var declared = Declared.After(value);
        var count = Utf8.IsBoundary ? Count + 1 : Count;
        var free = FreeAfter(value, count);
        if (free is not null && count == LengthMax && utf8.IsBoundary && (declared.IsWhole || Owner.Uses(free)))
        {
            free = null;
        }

        if (free is not null || Owner.TakesAny(declared.First, declared.End))
        {
            next.Add(this with
            {
                Declared = declared,
                Free = free,
                Count = free is null ? 0 : count,
                Utf8 = utf8,
            });
        }
    }

    private string? FreeAfter(byte value, int count) =>
        Free is not null && count <= LengthMax && value is >= (byte)' ' and not (byte)'"' and not (byte)'\\'
            ? Free + (char)value
            : null;

    /// <summary>The state after the closing quote, or null when the text is no key that may come.</summary>
    private ColonState? ValueAfter()
    {
        if (Declared.IsWhole)
        {
            return Owner.Takes(Declared.First)
                ? Colon(Owner.Node.Properties[Declared.First].Value, Owner.WithDeclared(Declared.First))
                : null;
        }

        return Free is { Length: > 0 } name && !Owner.Uses(name)
            ? Colon(Owner.Node.Additional!, Owner.WithAdditional(name))
            : null;
    }

    private static ColonState Colon(SchemaNode value, ObjectState owner) => new(
        IsPassed: false, new ValueState(value, owner.Room, owner with { At = ObjectState.Part.Value }));
}
