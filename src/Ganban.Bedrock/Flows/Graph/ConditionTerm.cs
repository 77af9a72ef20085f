using System.Text.Json;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Graph;

/// <summary>A part of a condition's expression.</summary>
internal abstract record ConditionTerm
{
    private static readonly JsonElement True = JsonSerializer.SerializeToElement(true);
    private static readonly JsonElement False = JsonSerializer.SerializeToElement(false);

    private ConditionTerm()
    {
    }

    /// <summary>Its data type, given those of the inputs.</summary>
    /// <exception cref="ConditionException">It names an input that is not there, or types don't fit.</exception>
    public abstract string Type(IReadOnlyDictionary<string, string> inputs);

    /// <summary>Its value, given those of the inputs; types fit.</summary>
    /// <exception cref="ConditionException">A number can't be compared.</exception>
    public abstract JsonElement Value(IReadOnlyDictionary<string, JsonElement> inputs);

    private static JsonElement Truth(bool value) => value ? True : False;

    private static bool IsTrue(JsonElement value) => value.ValueKind == JsonValueKind.True;

    private static void Require(string expected, string type, string word)
    {
        if (type != expected)
        {
            throw new ConditionException($"'{word}' needs {expected} but gets {type}.");
        }
    }

    /// <summary>A text, a number, true or false.</summary>
    public sealed record Literal(JsonElement Constant) : ConditionTerm
    {
        /// <inheritdoc/>
        public override string Type(IReadOnlyDictionary<string, string> inputs) => DataTypes.Of(Constant)!;

        /// <inheritdoc/>
        public override JsonElement Value(IReadOnlyDictionary<string, JsonElement> inputs) => Constant;
    }

    /// <summary>An input by its name.</summary>
    public sealed record Input(string Name) : ConditionTerm
    {
        /// <inheritdoc/>
        public override string Type(IReadOnlyDictionary<string, string> inputs) =>
            inputs.GetValueOrDefault(Name)
            ?? throw new ConditionException($"The node has no input {Name}. Put texts between double quotes.");

        /// <inheritdoc/>
        public override JsonElement Value(IReadOnlyDictionary<string, JsonElement> inputs) => inputs[Name];
    }

    /// <summary>The opposite of what follows.</summary>
    public sealed record Not(ConditionTerm Inner) : ConditionTerm
    {
        /// <inheritdoc/>
        public override string Type(IReadOnlyDictionary<string, string> inputs)
        {
            Require(FlowNodeIODataType.Boolean, Inner.Type(inputs), "not");
            return FlowNodeIODataType.Boolean;
        }

        /// <inheritdoc/>
        public override JsonElement Value(IReadOnlyDictionary<string, JsonElement> inputs) =>
            Truth(!IsTrue(Inner.Value(inputs)));
    }

    /// <summary>Both, or at least one.</summary>
    public sealed record Joined(ConditionTerm Left, bool IsAnd, ConditionTerm Right) : ConditionTerm
    {
        /// <inheritdoc/>
        public override string Type(IReadOnlyDictionary<string, string> inputs)
        {
            Require(FlowNodeIODataType.Boolean, Left.Type(inputs), IsAnd ? "and" : "or");
            Require(FlowNodeIODataType.Boolean, Right.Type(inputs), IsAnd ? "and" : "or");
            return FlowNodeIODataType.Boolean;
        }

        /// <inheritdoc/>
        public override JsonElement Value(IReadOnlyDictionary<string, JsonElement> inputs) =>
            Truth(IsAnd
                ? IsTrue(Left.Value(inputs)) && IsTrue(Right.Value(inputs))
                : IsTrue(Left.Value(inputs)) || IsTrue(Right.Value(inputs)));
    }

    /// <summary>A comparison.</summary>
    public sealed record Compared(ConditionTerm Left, string Operator, ConditionTerm Right) : ConditionTerm
    {
        /// <inheritdoc/>
        public override string Type(IReadOnlyDictionary<string, string> inputs)
        {
            var (left, right) = (Left.Type(inputs), Right.Type(inputs));
            if (Operator is not ("==" or "!="))
            {
                Require(FlowNodeIODataType.Number, left, Operator);
                Require(FlowNodeIODataType.Number, right, Operator);
            }

            return left == right
                ? FlowNodeIODataType.Boolean
                : throw new ConditionException($"'{Operator}' compares {left} with {right}.");
        }

        /// <inheritdoc/>
        public override JsonElement Value(IReadOnlyDictionary<string, JsonElement> inputs)
        {
            var (left, right) = (Left.Value(inputs), Right.Value(inputs));
            try
            {
                return Truth(Holds(left, right));
            }
            catch (Exception e) when (e is ArgumentOutOfRangeException or FormatException)
            {
                throw new ConditionException("A number has too large an exponent to be compared.");
            }
        }

        private bool Holds(JsonElement left, JsonElement right) => Operator switch
        {
            "==" => JsonElement.DeepEquals(left, right),
            "!=" => !JsonElement.DeepEquals(left, right),
            ">" => Order(left, right) > 0,
            ">=" => Order(left, right) >= 0,
            "<" => Order(left, right) < 0,
            _ => Order(left, right) <= 0,
        };

        private static int Order(JsonElement left, JsonElement right) =>
            left.TryGetDecimal(out var exact) && right.TryGetDecimal(out var other)
                ? exact.CompareTo(other)
                : left.GetDouble().CompareTo(right.GetDouble());
    }
}
