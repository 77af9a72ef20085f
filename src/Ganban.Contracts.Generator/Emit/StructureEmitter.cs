using System;
using System.Collections.Generic;
using System.Linq;
using Ganban.Contracts.Generator.Model;

namespace Ganban.Contracts.Generator.Emit;

/// <summary>
/// Writes a structure as an immutable record. Nested structures read and write themselves as JSON; requests bind from
/// the parts of an HTTP request, responses write into those of an HTTP response.
/// </summary>
internal sealed class StructureEmitter(Types types, ValidationEmitter validation)
{
    public void Nested(Code code, Shape shape)
    {
        code.Open($"public sealed partial record {shape.Name} : global::Ganban.Contracts.IShape<{shape.Name}>");
        Properties(code, shape);
        code.Open($"public static {shape.Name}? Read(ref global::Ganban.Contracts.ShapeReader reader)");
        code.Line("var start = reader.BeginStructure();");
        code.Line("if (start < 0) return null;");
        ReadBody(code, shape, shape.Members);
        Construct(code, shape);
        code.Close();
        code.Line();
        WriteMembers(code, shape, shape.Members);
        code.Open("public void Write(global::System.Text.Json.Utf8JsonWriter writer)");
        code.Line("writer.WriteStartObject();");
        code.Line("WriteMembers(writer);");
        code.Line("writer.WriteEndObject();");
        code.Close();
        Validate(code, shape);
        code.Close();
    }

    public void Request(Code code, Shape shape, Operation operation)
    {
        var request = $"global::Ganban.Contracts.IRequest<{shape.Name}, {types.Named(operation.Output)}>";
        var interfaces = new List<string> { request };
        if (Has(shape, "MaxResults", ShapeKind.Integer) && Has(shape, "NextToken", ShapeKind.String))
        {
            interfaces.Add("global::Ganban.Contracts.IPagedRequest");
        }

        if (Has(shape, "ClientRequestToken", ShapeKind.String))
        {
            interfaces.Add("global::Ganban.Contracts.IIdempotentRequest");
        }

        code.Open($"public sealed partial record {shape.Name} : {string.Join(", ", interfaces)}");
        var descriptor = $"global::Ganban.Contracts.Operation<{shape.Name}, {types.Named(operation.Output)}>";
        code.Line($"static {descriptor} {request}.Operation => {types.Operations}.{operation.Name};");
        code.Line();
        Properties(code, shape);
        code.Open($"internal static {shape.Name} Read(global::Ganban.Contracts.RequestParts parts)");
        Bind(code, shape, operation);
        Construct(code, shape);
        code.Close();
        Validate(code, shape, always: true);
        code.Close();
    }

    public void Response(Code code, Shape shape)
    {
        code.Open($"public sealed partial record {shape.Name}");
        Properties(code, shape);
        code.Open("internal void Write(global::Ganban.Contracts.ResponseParts parts)");
        foreach (var member in shape.Members.Where(member => member.Location == "header"))
        {
            code.Line($"parts.Header(\"{member.WireName}\", {member.Property});");
        }

        var payload = shape.Members.FirstOrDefault(member => member.Name == shape.PayloadMember);
        code.Line(payload?.Shape.Kind switch
        {
            null => "parts.Json(WriteMembers);",
            ShapeKind.EventStream => $"parts.Stream({payload.Property});",
            ShapeKind.Blob => $"parts.Payload({payload.Property});",
            _ => $"parts.Json({payload.Property}.WriteMembers);",
        });
        code.Close();
        code.Line();
        if (payload is null)
        {
            WriteMembers(code, shape, shape.BodyMembers);
        }

        code.Close();
    }

    private void Bind(Code code, Shape shape, Operation operation)
    {
        var labels = Labels(operation.Uri);
        for (var i = 0; i < shape.Members.Count; i++)
        {
            var member = shape.Members[i];
            if (member.Location is not null)
            {
                code.Line($"{Nullable(member)} m{i} = {Located(member, labels)};");
                if (member.Required && member.Location != "uri")
                {
                    code.Line($"if (m{i} is null) parts.Problems.Missing(\"{member.Name}\");");
                }
            }
            else if (member.Name == shape.PayloadMember)
            {
                Payload(code, member, i);
            }
        }

        if (shape.PayloadMember is null && shape.BodyMembers.Any())
        {
            code.Line("var reader = parts.JsonBody();");
            code.Line("var start = reader.BeginStructure();");
            ReadBody(code, shape, shape.BodyMembers, "start >= 0 && ");
            code.Line("reader.End();");
        }
    }

    private void Payload(Code code, Member member, int index)
    {
        switch (member.Shape.Kind)
        {
            case ShapeKind.EventStream:
                code.Line($"var m{index} = {types.Named(member.Shape)}.ReadAll(parts.Events!);");
                break;
            case ShapeKind.Blob:
                code.Line($"global::System.ReadOnlyMemory<byte>? m{index} = parts.Body;");
                break;
            default:
                code.Line("var reader = parts.JsonBody();");
                code.Line($"var m{index} = {types.Read(member.Shape)};");
                code.Line("reader.End();");
                break;
        }
    }

    private static string Located(Member member, IReadOnlyList<string> labels)
    {
        var text = member.Location switch
        {
            "uri" => $"parts.Labels[{Index(labels, member.WireName)}]",
            "header" => $"parts.Header(\"{member.WireName}\")",
            _ when member.Shape.Kind == ShapeKind.List => $"parts.QueryList(\"{member.WireName}\")",
            _ => $"parts.QueryText(\"{member.WireName}\")",
        };
        return member.Shape.Kind is ShapeKind.Integer or ShapeKind.Boolean or ShapeKind.Timestamp
            ? $"parts.{member.Shape.Kind}(\"{member.Name}\", {text})"
            : text;
    }

    private void Properties(Code code, Shape shape)
    {
        foreach (var member in shape.Members)
        {
            code.Line($"/// <summary>{Summary(member)}</summary>");
            var (modifier, type) = member.Required
                ? ("required ", types.Of(member.Shape))
                : ("", types.Of(member.Shape) + "?");
            code.Line($"public {modifier}{type} {member.Property} {{ get; init; }}");
            code.Line();
        }
    }

    private void ReadBody(Code code, Shape shape, IEnumerable<Member> members, string guard = "")
    {
        var body = members.ToArray();
        foreach (var member in body)
        {
            code.Line($"{Nullable(member)} m{Index(shape, member)} = null;");
        }

        code.Open($"while ({guard}reader.NextMember())");
        foreach (var member in body)
        {
            code.Line($"if (reader.MemberIs(\"{member.WireName}\"u8)) m{Index(shape, member)} = {types.Read(member.Shape)}; else");
        }

        code.Line("reader.Skip();");
        code.Close();
        foreach (var member in body.Where(member => member.Required))
        {
            code.Line($"if (m{Index(shape, member)} is null) reader.Missing(start, \"{member.Name}\");");
        }
    }

    private static void Construct(Code code, Shape shape)
    {
        code.Open($"return new {shape.Name}");
        for (var i = 0; i < shape.Members.Count; i++)
        {
            var member = shape.Members[i];
            var value =
                !member.Required ? $"m{i}" : Types.IsValueType(member.Shape) ? $"m{i}.GetValueOrDefault()" : $"m{i}!";
            code.Line($"{member.Property} = {value},");
        }

        code.Close("};");
    }

    // The service writes members in the order of their names.
    private static void WriteMembers(Code code, Shape shape, IEnumerable<Member> members)
    {
        code.Open("internal void WriteMembers(global::System.Text.Json.Utf8JsonWriter writer)");
        foreach (var member in members.OrderBy(member => member.WireName, StringComparer.Ordinal))
        {
            var local = $"m{Index(shape, member)}";
            var name = $"writer.WritePropertyName(\"{member.WireName}\"u8);";
            code.Line(member.Required
                ? $"{name} {Types.Write(member.Shape, member.Property)}"
                : $"if ({member.Property} is {{ }} {local}) {{ {name} {Types.Write(member.Shape, local)} }}");
        }

        code.Close();
        code.Line();
    }

    private void Validate(Code code, Shape shape, bool always = false)
    {
        if (always || validation.IsConstrained(shape))
        {
            code.Line();
            validation.Structure(code, shape);
        }
    }

    private string Nullable(Member member) => types.Of(member.Shape) + "?";

    private static string Summary(Member member)
    {
        var shape = member.Shape;
        var limits = (shape.Min, shape.Max) switch
        {
            (null, null) => "",
            (null, { } max) => $"; at most {max}",
            ({ } min, null) => $"; at least {min}",
            ({ } min, { } max) => $"; {min} to {max}",
        };
        var values = shape.Values is null ? "" : $"; see <see cref=\"{shape.Name}\"/>";
        return $"<c>{member.WireName}</c>{(member.Required ? "; required" : "")}{limits}{values}.";
    }

    private static bool Has(Shape shape, string property, ShapeKind kind) =>
        shape.Members.Any(member => member.Property == property && member.Shape.Kind == kind);

    private static int Index(Shape shape, Member member) => shape.Members.TakeWhile(other => other != member).Count();

    private static int Index(IReadOnlyList<string> labels, string name) =>
        labels.TakeWhile(label => label != name).Count();

    private static IReadOnlyList<string> Labels(string uri) =>
        [.. uri.Split('{').Skip(1).Select(part => part.Substring(0, part.IndexOf('}')))];
}
