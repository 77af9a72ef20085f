using System.Linq;
using Ganban.Contracts.Generator.Model;

namespace Ganban.Contracts.Generator.Emit;

/// <summary>Writes the table of a service's operations.</summary>
internal static class OperationEmitter
{
    public static void Operations(Code code, Service service, Types types)
    {
        code.Line($"/// <summary>The operations of {service.Name}.</summary>");
        code.Open($"public static class {service.Identifier}Operations");
        foreach (var operation in service.Operations)
        {
            Operation(code, service, operation, types);
        }

        code.Line("/// <summary>All operations of the service.</summary>");
        code.Line("public static global::System.Collections.Generic.IReadOnlyList<global::Ganban.Contracts.Operation> All { get; } =");
        code.Line($"    [{string.Join(", ", service.Operations.Select(operation => operation.Name))}];");
        code.Close();
    }

    private static void Operation(Code code, Service service, Operation operation, Types types)
    {
        var (input, output) = (types.Named(operation.Input), types.Named(operation.Output));
        var errors = operation.Errors.Select(error => $"new(\"{error.Name}\", {error.ErrorStatus})");
        code.Line($"/// <summary><c>{operation.Method} {operation.Uri}</c></summary>");
        code.Line(
            $"public static global::Ganban.Contracts.Operation<{input}, {output}> {operation.Name} {{ get; }} = new()");
        code.Line("{");
        code.Line($"    Service = \"{service.Name}\", Name = \"{operation.Name}\", Method = \"{operation.Method}\",");
        code.Line($"    UriTemplate = \"{operation.Uri}\", Status = {operation.Status},");
        code.Line($"    Errors = [{string.Join(", ", errors)}],");
        if (EventStream(operation.Input) is not null)
        {
            code.Line("    ReadsEvents = true,");
        }

        if (EventStream(operation.Output) is { } stream)
        {
            var streamErrors = stream.Members.Where(member => member.Shape.Kind == ShapeKind.Error)
                .Select(member => $"[\"{member.Shape.Name}\"] = \"{member.WireName}\"");
            code.Line("    WritesEvents = true,");
            code.Line($"    StreamErrors = new global::System.Collections.Generic.Dictionary<string, string> {{ {string.Join(", ", streamErrors)} }},");
        }

        code.Line($"    Read = {input}.Read, Validate = {input}.Validate, Write = static (response, parts) => response.Write(parts),");
        code.Line("};");
        code.Line();
    }

    private static Shape? EventStream(Shape shape) =>
        shape.Members.FirstOrDefault(member => member.Shape.Kind == ShapeKind.EventStream)?.Shape;
}
