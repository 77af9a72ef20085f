namespace Ganban.Inference.Constraints;

/// <summary>
/// Before a JSON value that satisfies <paramref name="Node"/> and nests at most <paramref name="Room"/> levels deep.
/// </summary>
internal sealed record ValueState(SchemaNode Node, int Room, GrammarState After) : GrammarState
{
    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        if (Node.DepthMin > Room)
        {
            return;
        }

        switch (Node)
        {
            case SchemaNode.Choice choice:
                foreach (var option in choice.Options)
                {
                    new ValueState(option, Room, After).Step(value, next);
                }

                break;
            case SchemaNode.Literals literals:
                new EnumState(TextRange.Of(literals.Texts), After).Step(value, next);
                break;
            case SchemaNode.Integer integer:
                new IntegerState(integer, IsNegative: false, Value: 0, Digits: 0, After).Step(value, next);
                break;
            case SchemaNode.Number:
                new NumberState(NumberState.Part.Start, 0, After).Step(value, next);
                break;
            case SchemaNode.Text text when value == '"':
                next.Add(StringState.Start(text, After));
                break;
            case SchemaNode.Object node when value == '{':
                next.Add(ObjectState.Start(node, Room - 1, After));
                break;
            case SchemaNode.Array node when value == '[':
                next.Add(new ArrayState(node, Count: 0, ArrayState.Part.Start, Room - 1, After));
                break;
        }
    }
}
