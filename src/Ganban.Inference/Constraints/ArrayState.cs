namespace Ganban.Inference.Constraints;

/// <summary>
/// Inside a JSON array, <paramref name="Count"/> items begun; its values may nest <paramref name="Room"/> levels.
/// </summary>
internal sealed record ArrayState(SchemaNode.Array Node, int Count, ArrayState.Part At, int Room, GrammarState After)
    : GrammarState
{
    /// <summary>What the last byte belonged to.</summary>
    internal enum Part
    {
        /// <summary>The opening bracket.</summary>
        Start,

        /// <summary>An item.</summary>
        Item,

        /// <summary>A comma.</summary>
        Comma,

        /// <summary>The space after a comma.</summary>
        Space,
    }

    private bool TakesMore => Count < Node.ItemsMax && Node.Items.DepthMin <= Room;

    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        switch (At)
        {
            case Part.Start or Part.Item when value == ']':
                if (Count >= Node.ItemsMin)
                {
                    next.Add(After);
                }

                break;
            case Part.Item when value == ',' && TakesMore:
                next.Add(this with { At = Part.Comma });
                break;
            case Part.Comma when value == ' ':
                next.Add(this with { At = Part.Space });
                break;
            case Part.Start or Part.Comma or Part.Space when TakesMore:
                new ValueState(Node.Items, Room, this with { At = Part.Item, Count = Count + 1 }).Step(value, next);
                break;
        }
    }
}
