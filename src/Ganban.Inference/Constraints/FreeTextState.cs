namespace Ganban.Inference.Constraints;

/// <summary>
/// Free text in which <paramref name="Trigger"/> leads to <paramref name="After"/>; its first
/// <paramref name="Matched"/> bytes are behind. When <paramref name="OnlyAtStart"/>, only the first bytes of the text
/// can be the trigger: Matched is -1 once they are not.
/// </summary>
internal sealed record FreeTextState(byte[] Trigger, int Matched, bool OnlyAtStart, GrammarState After) : GrammarState
{
    /// <inheritdoc/>
    public override bool CanEnd => true;

    /// <summary>
    /// The longest shorter beginning of the trigger that its first <paramref name="length"/> bytes end with.
    /// </summary>
    public int Overlap(int length)
    {
        var shorter = length - 1;
        while (!Trigger.AsSpan(0, length).EndsWith(Trigger.AsSpan(0, shorter)))
        {
            shorter--;
        }

        return shorter;
    }

    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        var matched = Matched;
        while (matched > 0 && Trigger[matched] != value)
        {
            matched = OnlyAtStart ? -1 : Overlap(matched);
        }

        if (matched >= 0)
        {
            matched = Trigger[matched] == value ? matched + 1 : OnlyAtStart ? -1 : 0;
        }

        next.Add(matched == Trigger.Length ? After : this with { Matched = matched });
    }
}
