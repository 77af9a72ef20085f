namespace Ganban.Inference.Constraints;

/// <summary>Fixed bytes, of which <paramref name="Position"/> are behind; then <paramref name="After"/>.</summary>
internal sealed record LiteralState(byte[] Text, int Position, GrammarState After) : GrammarState
{
    /// <summary>The start of <paramref name="text"/>, or what follows it when it is empty.</summary>
    public static GrammarState Start(byte[] text, GrammarState after) =>
        text.Length == 0 ? after : new LiteralState(text, 0, after);

    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        if (Text[Position] == value)
        {
            next.Add(Position + 1 == Text.Length ? After : this with { Position = Position + 1 });
        }
    }
}
