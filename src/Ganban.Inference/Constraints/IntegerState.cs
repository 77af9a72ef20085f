namespace Ganban.Inference.Constraints;

/// <summary>
/// Inside a whole number between the bounds of <paramref name="Node"/>: <paramref name="Digits"/> digits that make
/// <paramref name="Value"/> are behind, and a minus sign when <paramref name="IsNegative"/>.
/// </summary>
internal sealed record IntegerState(
    SchemaNode.Integer Node, bool IsNegative, long Value, int Digits, GrammarState After) : GrammarState
{
    /// <inheritdoc/>
    public override bool CanEnd => IsWhole && After.CanEnd;

    private bool IsWhole => Digits > 0 && !(IsNegative && Value == 0)
        && Signed(Value) >= Node.Minimum && Signed(Value) <= Node.Maximum;

    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        if (value == '-' && Digits == 0 && !IsNegative && Node.Minimum < 0)
        {
            next.Add(this with { IsNegative = true });
        }
        else if (char.IsAsciiDigit((char)value))
        {
            // No digit follows a leading zero.
            if (Digits < SchemaNode.Integer.DigitsMax && !(Digits > 0 && Value == 0)
                && this with { Value = (Value * 10) + value - '0', Digits = Digits + 1 } is var longer
                && longer.Leads())
            {
                next.Add(longer);
            }
        }
        else if (IsWhole)
        {
            After.Step(value, next);
        }
    }

    /// <summary>True when these digits, with or without more behind them, give a number within the bounds.</summary>
    private bool Leads()
    {
        if (Value == 0)
        {
            return IsWhole;
        }

        var (first, last) = (Value, Value);
        for (var digits = Digits; digits <= SchemaNode.Integer.DigitsMax; digits++)
        {
            if (Math.Max(Signed(first), Signed(last)) >= Node.Minimum
                && Math.Min(Signed(first), Signed(last)) <= Node.Maximum)
            {
                return true;
            }

            (first, last) = (first * 10, (last * 10) + 9);
        }

        return false;
    }

    private long Signed(long value) => IsNegative ? -value : value;
}
