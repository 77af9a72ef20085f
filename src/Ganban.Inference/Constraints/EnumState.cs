namespace Ganban.Inference.Constraints;

/// <summary>
/// One of several texts, as far as <paramref name="Texts"/> tells them apart. No text is a prefix of another, or the
/// number's end decides.
/// </summary>
internal sealed record EnumState(TextRange Texts, GrammarState After) : GrammarState
{
    /// <inheritdoc/>
    public override bool CanEnd => Texts.IsWhole && After.CanEnd;

    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        if (Texts.IsWhole)
        {
            After.Step(value, next);
        }

        var texts = Texts.After(value);
        if (texts.First < texts.End)
        {
            next.Add(this with { Texts = texts });
        }
    }
}
