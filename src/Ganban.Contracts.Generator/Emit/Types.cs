using Ganban.Contracts.Generator.Model;

namespace Ganban.Contracts.Generator.Emit;

/// <summary>Which C# type a shape has, and how a value of it is read and written.</summary>
internal sealed class Types(Service service)
{
    /// <summary>The class that holds the service's operations.</summary>
    public string Operations => $"global::{service.Namespace}.{service.Identifier}Operations";

    public string Of(Shape shape) => shape.Kind switch
    {
        ShapeKind.String => "string",
        ShapeKind.Integer => "int",
        ShapeKind.Long => "long",
        ShapeKind.Float => "float",
        ShapeKind.Double => "double",
        ShapeKind.Boolean => "bool",
        ShapeKind.Timestamp => "global::System.DateTimeOffset",
        ShapeKind.Blob => "global::System.ReadOnlyMemory<byte>",
        ShapeKind.Document => "global::System.Text.Json.JsonElement",
        ShapeKind.List => $"global::System.Collections.Generic.IReadOnlyList<{Of(shape.Element!)}>",
        ShapeKind.Map => $"global::System.Collections.Generic.IReadOnlyDictionary<string, {Of(shape.Element!)}>",
        ShapeKind.EventStream => $"global::System.Collections.Generic.IAsyncEnumerable<{Named(shape)}>",
        _ => Named(shape),
    };

    public string Named(Shape shape) => $"global::{service.Namespace}.{shape.Name}";

    public static bool IsValueType(Shape shape) => shape.IsNumber
        || shape.Kind is ShapeKind.Boolean or ShapeKind.Timestamp or ShapeKind.Blob or ShapeKind.Document;

    /// <summary>An expression that reads the value at the reader, nullable.</summary>
    public string Read(Shape shape) => shape.Kind switch
    {
        ShapeKind.List or ShapeKind.Map => $"Collections.Read{shape.Name}(ref reader)",
        ShapeKind.Structure or ShapeKind.Union => $"{Named(shape)}.Read(ref reader)",
        _ => $"reader.Read{shape.Kind}()",
    };

    /// <summary>A statement that writes the value as an element or after its member's name.</summary>
    public static string Write(Shape shape, string value) => shape.Kind switch
    {
        ShapeKind.String => $"writer.WriteStringValue({value});",
        ShapeKind.Integer or ShapeKind.Long => $"writer.WriteNumberValue({value});",
        ShapeKind.Float or ShapeKind.Double => $"global::Ganban.Contracts.ShapeWriter.WriteFloat(writer, {value});",
        ShapeKind.Boolean => $"writer.WriteBooleanValue({value});",
        ShapeKind.Timestamp => $"global::Ganban.Contracts.ShapeWriter.WriteTimestamp(writer, {value});",
        ShapeKind.Blob => $"writer.WriteBase64StringValue({value}.Span);",
        ShapeKind.Document => $"{value}.WriteTo(writer);",
        ShapeKind.List or ShapeKind.Map => $"Collections.Write{shape.Name}(writer, {value});",
        _ => $"{value}.Write(writer);",
    };
}
