using System.Linq;
using Ganban.Contracts.Generator.Model;

namespace Ganban.Contracts.Generator.Emit;

/// <summary>Writes unions and event streams as closed hierarchies: one nested record per member.</summary>
internal sealed class UnionEmitter(Types types, ValidationEmitter validation)
{
    public void Union(Code code, Shape shape)
    {
        code.Open($"public abstract partial record {shape.Name} : global::Ganban.Contracts.IShape<{shape.Name}>");
        code.Line($"private {shape.Name}() {{ }}");
        foreach (var member in shape.Members)
        {
            code.Open($"public sealed record {member.Property}({types.Of(member.Shape)} Value) : {shape.Name}");
            code.Open("public override void Write(global::System.Text.Json.Utf8JsonWriter writer)");
            code.Line("writer.WriteStartObject();");
            code.Line($"writer.WritePropertyName(\"{member.WireName}\"u8);");
            code.Line(Types.Write(member.Shape, "Value"));
            code.Line("writer.WriteEndObject();");
            code.Close();
            code.Close();
            code.Line();
        }

        code.Line("public abstract void Write(global::System.Text.Json.Utf8JsonWriter writer);");
        code.Line();
        Read(code, shape);
        if (validation.IsConstrained(shape))
        {
            code.Line();
            validation.Union(code, shape);
        }

        code.Close();
    }

    public void EventStream(Code code, Shape shape)
    {
        code.Open($"public abstract partial record {shape.Name} : global::Ganban.Contracts.IStreamEvent");
        code.Line($"private {shape.Name}() {{ }}");
        code.Line("public abstract string EventType { get; }");
        code.Line("public abstract void WriteMembers(global::System.Text.Json.Utf8JsonWriter writer);");
        var events = shape.Members.Where(member => member.Shape.Kind != ShapeKind.Error).ToArray();
        foreach (var member in events)
        {
            code.Open($"public sealed record {member.Property}({types.Of(member.Shape)} Value) : {shape.Name}");
            code.Line($"public override string EventType => \"{member.WireName}\";");
            code.Line("public override void WriteMembers(global::System.Text.Json.Utf8JsonWriter writer) => Value.WriteMembers(writer);");
            code.Close();
            code.Line();
        }

        code.Open($"internal static async global::System.Collections.Generic.IAsyncEnumerable<{shape.Name}> ReadAll(global::System.Collections.Generic.IAsyncEnumerable<global::Ganban.Contracts.IncomingEvent> events)");
        code.Open("await foreach (var item in events)");
        code.Open("yield return item.EventType switch");
        foreach (var member in events)
        {
            var validate = validation.IsConstrained(member.Shape) ? $"{types.Of(member.Shape)}.Validate" : "null";
            code.Line($"\"{member.WireName}\" => new {member.Property}(global::Ganban.Contracts.EventPayload.Read<{types.Of(member.Shape)}>(item, {validate})),");
        }

        code.Line("var other => throw new global::Ganban.Contracts.ModelledException(\"ValidationException\", 400, $\"Unknown event type '{other}'.\"),");
        code.Close("};");
        code.Close();
        code.Close();
        code.Close();
    }

    private void Read(Code code, Shape shape)
    {
        code.Open($"public static {shape.Name}? Read(ref global::Ganban.Contracts.ShapeReader reader)");
        code.Line("var start = reader.BeginStructure();");
        code.Line("if (start < 0) return null;");
        code.Line($"{shape.Name}? value = null;");
        code.Line("var count = 0;");
        code.Open("while (reader.NextMember())");
        foreach (var member in shape.Members)
        {
            var unwrap = Types.IsValueType(member.Shape) ? ".Value" : "";
            code.Open($"if (reader.MemberIs(\"{member.WireName}\"u8))");
            code.Line($"var item = {types.Read(member.Shape)};");
            code.Line($"if (item is not null) {{ value = new {member.Property}(item{unwrap}); count++; }}");
            code.Line("continue;");
            code.Close();
            code.Line();
        }

        code.Line("reader.Skip();");
        code.Close();
        var names = string.Join(", ", shape.Members.Select(member => member.WireName));
        code.Line($"return count == 1 ? value : throw global::Ganban.Contracts.ShapeReader.NotOneMember(start, \"{names}\");");
        code.Close();
    }
}
