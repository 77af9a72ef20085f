namespace Ganban.Inference.Constraints;

/// <summary>The text is complete.</summary>
internal sealed record EndState : GrammarState
{
    /// <inheritdoc/>
    public override bool CanEnd => true;

    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
    }
}
