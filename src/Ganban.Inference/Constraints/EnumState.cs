namespace Ganban.Inference.Constraints;

/// <summary>
/// One of several texts in byte order: those from <paramref name="First"/> up to <paramref name="End"/> agree with the
/// <paramref name="Position"/> bytes behind. No text is a prefix of another, or the number's end decides.
/// </summary>
internal sealed record EnumState(byte[][] Texts, int First, int End, int Position, GrammarState After) : GrammarState
{
    /// <inheritdoc/>
    public override bool CanEnd => IsWhole && After.CanEnd;

    private bool IsWhole => Texts[First].Length == Position;

    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        if (IsWhole)
        {
            After.Step(value, next);
        }

        var first = First;
        while (first < End && ByteAt(first) < value)
        {
            first++;
        }

        var end = first;
        while (end < End && ByteAt(end) == value)
        {
            end++;
        }

        if (first < end)
        {
            next.Add(this with { First = first, End = end, Position = Position + 1 });
        }
    }

    private int ByteAt(int index) => Position < Texts[index].Length ? Texts[index][Position] : -1;
}
