namespace Ganban.Inference.Constraints;

/// <summary>
/// Inside a JSON number (RFC 8259, section 6). Whole numbers have at most 18 digits and exponents two, so that every
/// number fits Int64 or Double.
/// </summary>
internal sealed record NumberState(NumberState.Part At, int Digits, GrammarState After) : GrammarState
{
    private const int DigitsMax = 18;
    private const int ExponentDigitsMax = 2;

    /// <summary>What the last byte was.</summary>
    internal enum Part
    {
        /// <summary>Nothing yet.</summary>
        Start,

        /// <summary>The minus sign.</summary>
        Minus,

        /// <summary>A leading zero, which no digit may follow.</summary>
        Zero,

        /// <summary>A digit before the point.</summary>
        Whole,

        /// <summary>The point.</summary>
        Point,

        /// <summary>A digit after the point.</summary>
        Fraction,

        /// <summary>The letter e.</summary>
        Exponent,

        /// <summary>The exponent's sign.</summary>
        ExponentSign,

        /// <summary>A digit of the exponent.</summary>
        ExponentDigit,
    }

    /// <inheritdoc/>
    public override bool CanEnd => IsWhole && After.CanEnd;

    private bool IsWhole => At is Part.Zero or Part.Whole or Part.Fraction or Part.ExponentDigit;

    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        if (Continue(value) is { } part)
        {
            next.Add(this with { At = part, Digits = part == At ? Digits + 1 : 1 });
        }
        else if (IsWhole)
        {
            After.Step(value, next);
        }
    }

    private Part? Continue(byte value)
    {
        var digit = char.IsAsciiDigit((char)value);
        var ends = At is Part.Zero or Part.Whole or Part.Fraction;
        return At switch
        {
            Part.Start when value == '-' => Part.Minus,
            Part.Start or Part.Minus when digit => value == '0' ? Part.Zero : Part.Whole,
            Part.Whole when digit => Digits < DigitsMax ? Part.Whole : null,
            Part.Point when digit => Part.Fraction,
            Part.Fraction when digit => Digits < DigitsMax ? Part.Fraction : null,
            Part.Exponent or Part.ExponentSign when digit => Part.ExponentDigit,
            Part.ExponentDigit when digit => Digits < ExponentDigitsMax ? Part.ExponentDigit : null,
            Part.Exponent when value is (byte)'+' or (byte)'-' => Part.ExponentSign,
            Part.Zero or Part.Whole when value == '.' => Part.Point,
            _ when ends && (value | 0x20) == 'e' => Part.Exponent,
            _ => null,
        };
    }
}
