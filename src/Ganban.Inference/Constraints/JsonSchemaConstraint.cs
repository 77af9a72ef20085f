using System.Text.Json.Nodes;
using Ganban.Inference.Generation;

namespace Ganban.Inference.Constraints;

/// <summary>
/// Holds generated text to a JSON value that satisfies a schema. Followed are type, enum, const, properties, required,
/// additionalProperties, items, minItems, maxItems, minLength, maxLength, minimum, maximum, exclusiveMinimum and
/// exclusiveMaximum of integers, anyOf, oneOf (as anyOf), allOf (merged) and $ref within the schema; other keywords
/// (pattern, format, the bounds of other numbers …) do not restrict the text. An object that declares properties takes
/// others only where additionalProperties is given and not false. The text has no whitespace but one optional space
/// after ':' and ','. Values nest at most 24 levels unless the schema needs more, up to 500. An object
/// declares at most 1,000 properties, a value has at most 200 alternatives, and following a schema with its references
/// is bounded.
/// </summary>
public sealed class JsonSchemaConstraint : ITokenConstraint
{
    private const int DepthMax = 24;

    private readonly ConstraintVocabulary _vocabulary;
    private readonly GrammarCursor _cursor;

    /// <summary>A constraint for one generation; a null schema stands for any JSON object or other value.</summary>
    /// <exception cref="JsonSchemaException">The schema can't be followed.</exception>
    public JsonSchemaConstraint(ConstraintVocabulary vocabulary, JsonNode? schema)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        _vocabulary = vocabulary;
        _cursor = new GrammarCursor(vocabulary, [ValueOf(SchemaCompiler.Compile(schema), new EndState())]);
    }

    /// <inheritdoc/>
    public bool IsFinished => _cursor.MustEnd;

    /// <inheritdoc/>
    public void Apply(Span<float> logits) => _cursor.AllowedTokens().Apply(logits);

    /// <inheritdoc/>
    public void Accept(int token)
    {
        foreach (var value in _vocabulary.BytesOf(token))
        {
            _cursor.Advance(value);
        }
    }

    /// <summary>The state before a value of <paramref name="node"/>.</summary>
    internal static ValueState ValueOf(SchemaNode node, GrammarState after) =>
        new(node, Math.Max(DepthMax, node.DepthMin), after);
}
