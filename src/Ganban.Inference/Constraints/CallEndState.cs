namespace Ganban.Inference.Constraints;

/// <summary>Right after a whole tool call: another may follow, or the closing text and the end of the turn.</summary>
internal sealed record CallEndState(LiteralState? Another, GrammarState Ending) : GrammarState
{
    /// <inheritdoc/>
    public override bool CanEnd => Ending.CanEnd;

    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        Another?.Step(value, next);
        Ending.Step(value, next);
    }
}
