namespace Ganban.Inference.Constraints;

/// <summary>
/// A place in a text that is checked byte by byte. States are immutable; each knows the state that follows it, so a
/// chain of them is the stack of a pushdown automaton. Equal states accept the same texts.
/// </summary>
internal abstract record GrammarState
{
    /// <summary>True when the whole text may end here.</summary>
    public virtual bool CanEnd => false;

    /// <summary>
    /// How many characters of plain text (valid UTF-8 without quote, backslash or control characters) lead from here
    /// to a state that differs only in its count; null where plain text is not simply content.
    /// </summary>
    public virtual int? PlainTextRoom => null;

    /// <summary>
    /// Adds the states after <paramref name="value"/> to <paramref name="next"/>; none when it can't follow.
    /// </summary>
    public abstract void Step(byte value, ICollection<GrammarState> next);
}
