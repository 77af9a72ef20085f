namespace Ganban.Inference.Constraints;

/// <summary>
/// Inside a key of <paramref name="Owner"/>: the bytes so far as Latin-1 text. A key is a declared property not used
/// yet or, where the schema takes others, any new text of 1 to 64 characters without escapes.
/// </summary>
internal sealed record KeyState(ObjectState Owner, string Text, int Count, Utf8Position Utf8) : GrammarState
{
    private const int LengthMax = 64;

    /// <inheritdoc/>
    public override int? PlainTextRoom =>
        Owner.TakesAdditional && Utf8.IsBoundary && !Text.Contains('\\') ? Math.Max(0, LengthMax - 1 - Count) : null;

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

        var leadsToDeclared = LeadsToDeclared(value);
        if ((!leadsToDeclared && !Owner.TakesAdditional) || Utf8.After(value) is not { } utf8)
        {
            return;
        }

        var text = Text + (char)value;
        var count = Utf8.IsBoundary ? Count + 1 : Count;
        var isFree = Owner.TakesAdditional && value is >= (byte)' ' and not (byte)'"' and not (byte)'\\'
            && !Text.Contains('\\') && count <= LengthMax && !(count == LengthMax && utf8.IsBoundary && IsTaken(text));
        if (leadsToDeclared || isFree)
        {
            next.Add(this with { Text = text, Count = count, Utf8 = utf8 });
        }
    }

    private bool LeadsToDeclared(byte value)
    {
        foreach (var property in Owner.Node.Properties)
        {
            var name = property.Name;
            if (name.Length > Text.Length && name[Text.Length] == value
                && name.StartsWith(Text, StringComparison.Ordinal) && Owner.Takes(property))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The state after the closing quote, or null when the text is no key that may come.</summary>
    private ColonState? ValueAfter()
    {
        var used = new ObjectState.Key(Text, Owner.Used);
        if (Array.Find(Owner.Node.Properties, p => p.Name == Text) is { } property)
        {
            return Owner.Takes(property) ? Colon(property.Value, Owner with { Used = used }) : null;
        }

        return Owner.TakesAdditional && Text.Length > 0 && !Owner.Uses(Text)
            ? Colon(Owner.Node.Additional!, Owner with { Used = used, Additional = Owner.Additional + 1 })
            : null;
    }

    private static ColonState Colon(SchemaNode value, ObjectState owner) => new(
        IsPassed: false, new ValueState(value, owner.Room, owner with { At = ObjectState.Part.Value }));

    private bool IsTaken(string text) =>
        Owner.Uses(text) || Array.Exists(Owner.Node.Properties, p => p.Name == text);
}
