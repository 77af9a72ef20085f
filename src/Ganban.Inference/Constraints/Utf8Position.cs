namespace Ganban.Inference.Constraints;

/// <summary>
/// Where a byte stands in a UTF-8 character (RFC 3629, section 4): how many continuation bytes are missing and the
/// range the next of them may come from.
/// </summary>
internal readonly record struct Utf8Position(int Missing, byte Low, byte High)
{
    /// <summary>True between two characters.</summary>
    public bool IsBoundary => Missing == 0;

    /// <summary>The position after <paramref name="value"/>, or null when no valid UTF-8 has it here.</summary>
    public Utf8Position? After(byte value)
    {
        if (Missing > 0)
        {
            return value < Low || value > High ? null
                : Missing == 1 ? default(Utf8Position) : new Utf8Position(Missing - 1, 0x80, 0xBF);
        }

        return value switch
        {
            < 0x80 => default(Utf8Position),
            >= 0xC2 and <= 0xDF => new Utf8Position(1, 0x80, 0xBF),
            0xE0 => new Utf8Position(2, 0xA0, 0xBF),
            0xED => new Utf8Position(2, 0x80, 0x9F),
            >= 0xE1 and <= 0xEF => new Utf8Position(2, 0x80, 0xBF),
            0xF0 => new Utf8Position(3, 0x90, 0xBF),
            >= 0xF1 and <= 0xF3 => new Utf8Position(3, 0x80, 0xBF),
            0xF4 => new Utf8Position(3, 0x80, 0x8F),
            _ => null,
        };
    }
}
