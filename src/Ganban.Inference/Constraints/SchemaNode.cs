using System.Text;

namespace Ganban.Inference.Constraints;

/// <summary>
/// A compiled JSON schema: what a value may be. Nodes form a graph, since schemas may refer to themselves.
/// </summary>
internal abstract class SchemaNode
{
    /// <summary>The <see cref="DepthMin"/> of a schema that no finite value satisfies.</summary>
    public const int Unsatisfiable = int.MaxValue;

    /// <summary>The levels of objects and arrays that the flattest satisfying value has.</summary>
    public int DepthMin { get; set; } = Unsatisfiable;

    /// <summary>The nodes below from whose <see cref="DepthMin"/> its own follows.</summary>
    public virtual IEnumerable<SchemaNode> Below => [];

    /// <summary><see cref="DepthMin"/> as the nodes below give it now.</summary>
    public abstract int ComputeDepthMin();

    private static int Deeper(int depth) => depth == Unsatisfiable ? Unsatisfiable : depth + 1;

    /// <summary>Any one of the options.</summary>
    internal sealed class Choice : SchemaNode
    {
        /// <summary>The options; a reference has one, filled in when its target is compiled.</summary>
        public List<SchemaNode> Options { get; } = [];

        public override IEnumerable<SchemaNode> Below => Options;

        public override int ComputeDepthMin() =>
            Options.Count == 0 ? Unsatisfiable : Options.Min(o => o.DepthMin);
    }

    /// <summary>One of the fixed texts, in byte order.</summary>
    internal sealed class Literals(byte[][] texts) : SchemaNode
    {
        /// <summary>The texts as JSON.</summary>
        public byte[][] Texts => texts;

        public override int ComputeDepthMin() => texts.Length == 0 ? Unsatisfiable : 0;
    }

    /// <summary>A string of so many characters (code points).</summary>
    internal sealed class Text(int lengthMin, int lengthMax) : SchemaNode
    {
        /// <summary>The fewest characters.</summary>
        public int LengthMin => lengthMin;

        /// <summary>The most characters.</summary>
        public int LengthMax => lengthMax;

        public override int ComputeDepthMin() => lengthMin <= lengthMax ? 0 : Unsatisfiable;
    }

    /// <summary>A whole number within bounds, of at most <see cref="DigitsMax"/> digits.</summary>
    internal sealed class Integer(long minimum, long maximum) : SchemaNode
    {
        /// <summary>The most digits: with one more a number may not fit 64 bits.</summary>
        public const int DigitsMax = 18;

        /// <summary>The greatest number of so many digits.</summary>
        public const long Greatest = 999_999_999_999_999_999;

        /// <summary>The least number.</summary>
        public long Minimum => minimum;

        /// <summary>The greatest number.</summary>
        public long Maximum => maximum;

        public override int ComputeDepthMin() => minimum <= maximum ? 0 : Unsatisfiable;
    }

    /// <summary>A number.</summary>
    internal sealed class Number : SchemaNode
    {
        public override int ComputeDepthMin() => 0;
    }

    /// <summary>An array.</summary>
    internal sealed class Array(SchemaNode items, int itemsMin, int itemsMax) : SchemaNode
    {
        /// <summary>What each item is.</summary>
        public SchemaNode Items => items;

        /// <summary>The fewest items.</summary>
        public int ItemsMin => itemsMin;

        /// <summary>The most items.</summary>
        public int ItemsMax => itemsMax;

        public override IEnumerable<SchemaNode> Below => itemsMin == 0 ? [] : [items];

        public override int ComputeDepthMin() =>
            itemsMin > itemsMax ? Unsatisfiable : itemsMin == 0 ? 1 : Deeper(items.DepthMin);
    }

    /// <summary>An object.</summary>
    internal sealed class Object(Property[] properties, SchemaNode? additional) : SchemaNode
    {
        /// <summary>The declared properties, in the order of their names.</summary>
        public Property[] Properties { get; } = properties;

        /// <summary>The names of the properties in bytes.</summary>
        public byte[][] Names { get; } = System.Array.ConvertAll(properties, p => Encoding.Latin1.GetBytes(p.Name));

        /// <summary>What the values of other keys are; null when there may be none.</summary>
        public SchemaNode? Additional => additional;

        public override IEnumerable<SchemaNode> Below => Properties.Where(p => p.IsRequired).Select(p => p.Value);

        public override int ComputeDepthMin() => Deeper(Below.Select(node => node.DepthMin).DefaultIfEmpty(0).Max());
    }

    /// <summary>
    /// A declared property; its name is the UTF-8 of the JSON text without quotes, one char per byte.
    /// </summary>
    internal sealed record Property(string Name, SchemaNode Value, bool IsRequired);
}
