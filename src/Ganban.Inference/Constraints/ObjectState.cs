namespace Ganban.Inference.Constraints;

/// <summary>
/// Inside a JSON object whose keys so far are <paramref name="Used"/>, <paramref name="Additional"/> of them not
/// declared by the schema; its values may nest <paramref name="Room"/> levels.
/// </summary>
internal sealed record ObjectState(
    SchemaNode.Object Node,
    ObjectState.Key? Used,
    int Additional,
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
        Node.Additional is { } schema && schema.DepthMin <= Room && Additional < AdditionalMax;

    private bool IsComplete => Node.Properties.All(p => !p.IsRequired || Uses(p.Name));

    private bool TakesMore => TakesAdditional || Node.Properties.Any(Takes);

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
                next.Add(new KeyState(this, Text: "", Count: 0, Utf8: default));
                break;
        }
    }

    /// <summary>True when <paramref name="name"/> (JSON text without quotes) is a key already.</summary>
    public bool Uses(string name)
    {
        for (var key = Used; key is not null; key = key.Rest)
        {
            if (key.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the declared property may still come.</summary>
    public bool Takes(SchemaNode.Property property) => property.Value.DepthMin <= Room && !Uses(property.Name);

    /// <summary>A key that was used, and those before it.</summary>
    internal sealed record Key(string Name, Key? Rest);
}
