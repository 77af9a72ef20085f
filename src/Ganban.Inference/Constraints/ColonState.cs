namespace Ganban.Inference.Constraints;

/// <summary>
/// Before the colon after a key, or behind it where one space may come; then <paramref name="Value"/>.
/// </summary>
internal sealed record ColonState(bool IsPassed, ValueState Value) : GrammarState
{
    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        if (!IsPassed)
        {
            if (value == ':')
            {
                next.Add(this with { IsPassed = true });
            }
        }
        else if (value == ' ')
        {
            next.Add(Value);
        }
        else
        {
            Value.Step(value, next);
        }
    }
}
