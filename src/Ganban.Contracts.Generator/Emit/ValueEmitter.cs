using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ganban.Contracts.Generator.Model;

namespace Ganban.Contracts.Generator.Emit;

/// <summary>Writes what is not a record: enumerations, errors, list and map codecs, text constraints.</summary>
internal sealed class ValueEmitter(Types types, ValidationEmitter validation)
{
    public static void Enumeration(Code code, Shape shape)
    {
        code.Line($"/// <summary>The values of <c>{shape.Name}</c>.</summary>");
        code.Open($"public static class {shape.Name}");
        var names = new HashSet<string> { shape.Name };
        foreach (var value in shape.Values!)
        {
            var name = Names.EnumValue(value);
            while (!names.Add(name))
            {
                name += "_";
            }

            code.Line($"public const string {name} = {Code.Literal(value)};");
        }

        code.Close();
    }

    public void Error(Code code, Shape shape)
    {
        var extra = shape.Members.Where(member => member.Name != "message").ToArray();
        code.Open($"public sealed partial class {shape.Name} : global::Ganban.Contracts.ModelledException");
        code.Line($"public {shape.Name}(string message, global::System.Exception? inner = null)");
        code.Line($"    : base(\"{shape.Name}\", {shape.ErrorStatus}, message, inner) {{ }}");
        foreach (var member in extra)
        {
            code.Line();
            code.Line($"public {types.Of(member.Shape)}? {member.Property} {{ get; init; }}");
        }

        if (extra.Length > 0)
        {
            code.Line();
            code.Open("public override void WriteMembers(global::System.Text.Json.Utf8JsonWriter writer)");
            foreach (var member in extra)
            {
                code.Line($"if ({member.Property} is {{ }} {member.Name}) {{ writer.WritePropertyName(\"{member.WireName}\"u8); {Types.Write(member.Shape, member.Name)} }}");
            }

            code.Close();
        }

        code.Close();
    }

    public void Collections(Code code, IEnumerable<Shape> shapes)
    {
        code.Open("internal static class Collections");
        foreach (var shape in shapes)
        {
            Collection(code, shape);
        }

        code.Close();
    }

    public static void Constraints(Code code, IEnumerable<Shape> shapes)
    {
        code.Open("internal static class Constraints");
        foreach (var shape in shapes.Where(shape => shape.HasTextConstraint))
        {
            var min = (shape.Min ?? 0).ToString(CultureInfo.InvariantCulture);
            var max = shape.Max is { } bound and < int.MaxValue
                ? bound.ToString(CultureInfo.InvariantCulture)
                : "int.MaxValue";
            var values = shape.Values is null ? "null" : $"[{string.Join(", ", shape.Values.Select(Code.Literal))}]";
            var sensitive = shape.Sensitive ? "true" : "false";
            code.Line($"public static readonly global::Ganban.Contracts.TextConstraint {shape.Name} = new({min}, {max}, {Code.Literal(shape.Pattern)}, {values}, {sensitive});");
        }

        code.Close();
    }

    private void Collection(Code code, Shape shape)
    {
        var isMap = shape.Kind == ShapeKind.Map;
        var element = types.Of(shape.Element!);
        var type = types.Of(shape);
        var unwrap = Types.IsValueType(shape.Element!) ? ".Value" : "";
        code.Open($"public static {type}? Read{shape.Name}(ref global::Ganban.Contracts.ShapeReader reader)");
        code.Line(isMap ? "if (reader.BeginStructure() < 0) return null;" : "if (!reader.BeginList()) return null;");
        code.Line(isMap
            ? $"var items = new global::System.Collections.Generic.Dictionary<string, {element}>(global::System.StringComparer.Ordinal);"
            : $"var items = new global::System.Collections.Generic.List<{element}>();");
        code.Open(isMap ? "while (reader.NextMember())" : "while (reader.NextElement())");
        if (isMap)
        {
            code.Line("var key = reader.MemberName();");
        }

        code.Line($"var item = {types.Read(shape.Element!)};");
        code.Line($"if (item is null) reader.NullElement(); else {(isMap ? $"items[key] = item{unwrap}" : $"items.Add(item{unwrap})")};");
        code.Close();
        code.Line("return items;");
        code.Close();
        code.Open(
            $"public static void Write{shape.Name}(global::System.Text.Json.Utf8JsonWriter writer, {type} items)");
        code.Line(isMap ? "writer.WriteStartObject();" : "writer.WriteStartArray();");
        code.Line(isMap
            ? $"foreach (var (key, item) in items) {{ writer.WritePropertyName(key); {Types.Write(shape.Element!, "item")} }}"
            : $"foreach (var item in items) {{ {Types.Write(shape.Element!, "item")} }}");
        code.Line(isMap ? "writer.WriteEndObject();" : "writer.WriteEndArray();");
        code.Close();
        if (validation.IsConstrained(shape))
        {
            validation.Collection(code, shape, type);
        }
    }
}
