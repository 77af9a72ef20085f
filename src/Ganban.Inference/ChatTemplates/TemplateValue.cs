using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Inference.ChatTemplates;

/// <summary>A value of the template language: the closed set of kinds that templates meet.</summary>
internal abstract class TemplateValue
{
    private TemplateValue()
    {
    }

    /// <summary>The value <c>none</c>.</summary>
    public static TemplateValue None { get; } = new NoneValue();

    /// <summary>The value <c>true</c>.</summary>
    public static TemplateValue True { get; } = new Boolean(value: true);

    /// <summary>The value <c>false</c>.</summary>
    public static TemplateValue False { get; } = new Boolean(value: false);

    /// <summary>What an error message calls the kind.</summary>
    public abstract string Kind { get; }

    /// <summary>False for none, undefined, false, zero and whatever is empty.</summary>
    public virtual bool IsTruthy => true;

    /// <summary>The boolean <paramref name="value"/>.</summary>
    public static TemplateValue Of(bool value) => value ? True : False;

    /// <summary>A value for <paramref name="node"/>; all its text is untrusted.</summary>
    public static TemplateValue FromJson(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return None;
            case JsonArray array:
                return new List([.. array.Select(FromJson)]);
            case JsonObject members:
                var map = new Map();
                foreach (var (name, value) in members)
                {
                    map.Set(Text.Untrusted(name), FromJson(value));
                }

                return map;
            default:
                return FromScalar(node.AsValue());
        }
    }

    private static TemplateValue FromScalar(JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                return Text.Untrusted(value.GetValue<string>());
            case JsonValueKind.True or JsonValueKind.False:
                return Of(value.GetValueKind() == JsonValueKind.True);
            case JsonValueKind.Number:
                var number = value.ToJsonString();
                var isInteger = long.TryParse(
                    number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer);
                return isInteger
                    ? new Integer(integer)
                    : new Float(double.Parse(number, CultureInfo.InvariantCulture));
            default:
                return None;
        }
    }

    /// <summary>What a missing variable or member gives: prints nothing, is false, has no members.</summary>
    internal sealed class Undefined(string name) : TemplateValue
    {
        /// <summary>What was missing.</summary>
        public string Name => name;

        public override string Kind => "undefined";

        public override bool IsTruthy => false;
    }

    /// <summary>The kind of <see cref="None"/>.</summary>
    internal sealed class NoneValue : TemplateValue
    {
        public override string Kind => "none";

        public override bool IsTruthy => false;
    }

    /// <summary>True or false.</summary>
    internal sealed class Boolean(bool value) : TemplateValue
    {
        public override string Kind => "boolean";

        public override bool IsTruthy => value;
    }

    /// <summary>A whole number of 64 bits.</summary>
    internal sealed class Integer(long value) : TemplateValue
    {
        /// <summary>The number.</summary>
        public long Value => value;

        public override string Kind => "integer";

        public override bool IsTruthy => value != 0;
    }

    /// <summary>A number in double precision.</summary>
    internal sealed class Float(double value) : TemplateValue
    {
        /// <summary>The number.</summary>
        public double Value => value;

        public override string Kind => "float";

        public override bool IsTruthy => value != 0;
    }

    /// <summary>A text.</summary>
    internal sealed class Text(MarkedText marked) : TemplateValue
    {
        /// <summary>The text with its marks.</summary>
        public MarkedText Marked => marked;

        /// <summary>The characters.</summary>
        public string Value => marked.Value;

        /// <summary>True for HTML: what <c>safe</c> and <c>escape</c> give. Text added to it is escaped.</summary>
        public bool IsMarkup { get; init; }

        public override string Kind => "string";

        public override bool IsTruthy => marked.Length > 0;

        /// <summary>Text of the template itself.</summary>
        public static Text Trusted(string value) => new(MarkedText.Trusted(value));

        /// <summary>Text from a variable.</summary>
        public static Text Untrusted(string value) => new(MarkedText.Untrusted(value));
    }

    /// <summary>A list or tuple.</summary>
    internal sealed class List(IReadOnlyList<TemplateValue> items) : TemplateValue
    {
        /// <summary>The items.</summary>
        public IReadOnlyList<TemplateValue> Items => items;

        /// <summary>True for a tuple, which only prints differently.</summary>
        public bool IsTuple { get; init; }

        /// <summary>Names of the items, for tuples that have such.</summary>
        public IReadOnlyList<string> Names { get; init; } = [];

        public override string Kind => "list";

        public override bool IsTruthy => items.Count > 0;
    }

    /// <summary>A mapping that keeps its order; mutable only as a namespace.</summary>
    internal sealed class Map : TemplateValue
    {
        private readonly Dictionary<object, TemplateValue> _values = [];
        private readonly List<TemplateValue> _keys = [];

        /// <summary>The keys in order.</summary>
        public IReadOnlyList<TemplateValue> Keys => _keys;

        /// <summary>Keys and values in order.</summary>
        public IEnumerable<(TemplateValue Key, TemplateValue Value)> Entries =>
            _keys.Select(k => (k, _values[Identity(k)!]));

        /// <summary>True for what <c>namespace()</c> made: the only value that <c>set</c> may change.</summary>
        public bool IsNamespace { get; init; }

        public override string Kind => IsNamespace ? "namespace" : "mapping";

        public override bool IsTruthy => IsNamespace || _keys.Count > 0;

        /// <summary>True for what can be a key: strings, numbers, booleans and none.</summary>
        public static bool CanBeKey(TemplateValue value) => Identity(value) is not null;

        /// <summary>The value of the key <paramref name="name"/>, or null.</summary>
        public TemplateValue? Find(string name) => _values.GetValueOrDefault(name);

        /// <summary>The value of <paramref name="key"/>, or null.</summary>
        public TemplateValue? Find(TemplateValue key) =>
            Identity(key) is { } identity ? _values.GetValueOrDefault(identity) : null;

        /// <summary>Sets <paramref name="key"/>, which <see cref="CanBeKey"/>.</summary>
        public void Set(TemplateValue key, TemplateValue value)
        {
            var identity = Identity(key)!;
            if (!_values.ContainsKey(identity))
            {
                _keys.Add(key);
            }

            _values[identity] = value;
        }

        /// <summary>What makes two keys the same: numbers are by value, whatever their kind.</summary>
        private static object? Identity(TemplateValue key) => key switch
        {
            Text text => text.Value,
            Integer integer => integer.Value,
            Boolean boolean => boolean.IsTruthy ? 1L : 0L,
            Float { Value: var number } => number == Math.Floor(number) && Math.Abs(number) < 1L << 53
                ? (long)number
                : number,
            NoneValue => None,
            _ => null,
        };
    }

    /// <summary>Something that can be called: a macro or a function the caller gives.</summary>
    internal sealed class Function(string name, Func<CallArguments, TemplateValue> body) : TemplateValue
    {
        /// <summary>Its name, for messages.</summary>
        public string Name => name;

        public override string Kind => "function";

        /// <summary>Calls it.</summary>
        public TemplateValue Invoke(CallArguments arguments) => body(arguments);
    }
}
