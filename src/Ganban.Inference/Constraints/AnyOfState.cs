namespace Ganban.Inference.Constraints;

/// <summary>Goes on like any one of the options.</summary>
internal sealed record AnyOfState(GrammarState[] Options) : GrammarState
{
    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        foreach (var option in Options)
        {
            option.Step(value, next);
        }
    }
}
