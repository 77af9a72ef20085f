namespace Ganban.Inference.Constraints;

/// <summary>
/// Inside a JSON object whose keys so far are the declared properties <paramref name="Used"/>, by their index, and
/// <paramref name="Additional"/> others; its values may nest <paramref name="Room"/> levels.
/// </summary>
internal sealed record ObjectState(
    SchemaNode.Object Node,
    IndexSet Used,
    ObjectState.Key? Additional,
    ObjectState.Part At,
    int Room,
    GrammarState After) : GrammarState
{
    /// <summary>The most keys that the schema doesn't declare.</summary>
    public const int AdditionalMax = 32;

    /// <summary>What the last byte belonged to.</summary>
    internal enum Part
    {
        /// <summary>The opening brace.</summary>
        Start,

        /// <summary>A value.</summary>
        Value,

        /// <summary>A comma.</summary>
        Comma,

        /// <summary>The space after a comma.</summary>
        Space,
    }

    /// <summary>True when a key may come that the schema doesn't declare.</summary>
    public bool TakesAdditional =>
        Node.Additional is { } schema && schema.DepthMin <= Room && (Additional?.Count ?? 0) < AdditionalMax;

    private bool IsComplete => !Node.Properties.Where((p, i) => p.IsRequired && !Used.Contains(i)).Any();

    private bool TakesMore => TakesAdditional || TakesAny(0, Node.Properties.Length);

    /// <summary>The state after the opening brace.</summary>
    public static ObjectState Start(SchemaNode.Object node, int room, GrammarState after) =>
        new(node, IndexSet.Empty, Additional: null, Part.Start, room, after);

    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        switch (At)
        {
            case Part.Start or Part.Value when value == '}':
                if (IsComplete)
                {
                    next.Add(After);
                }

                break;
            case Part.Value when value == ',' && TakesMore:
                next.Add(this with { At = Part.Comma });
                break;
            case Part.Comma when value == ' ':
                next.Add(this with { At = Part.Space });
                break;
            case Part.Start or Part.Comma or Part.Space when value == '"' && TakesMore:
                next.Add(KeyState.Start(this));
                break;
        }
    }

    /// <summary>
    /// True when <paramref name="name"/> (JSON text without quotes) is a key already that the schema doesn't declare.
    /// </summary>
    public bool Uses(string name)
    {
        for (var key = Additional; key is not null; key = key.Rest)
        {
            if (key.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the declared property may still come.</summary>
    public bool Takes(int index) => Node.Properties[index].Value.DepthMin <= Room && !Used.Contains(index);

    /// <summary>True when one of the declared properties of a range may still come.</summary>
    public bool TakesAny(int first, int end)
    {
        for (var index = first; index < end; index++)
        {
            if (Takes(index))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The state with a declared property as one more key.</summary>
    public ObjectState WithDeclared(int index) => this with { Used = Used.With(index) };

    /// <summary>The state with one more key that the schema doesn't declare.</summary>
    public ObjectState WithAdditional(string name) =>
        this with { Additional = new Key(name, (Additional?.Count ?? 0) + 1, Additional) };

    /// <summary>A key that was used, and those before it: <paramref name="Count"/> in all.</summary>
    internal sealed record Key(string Name, int Count, Key? Rest);
}
