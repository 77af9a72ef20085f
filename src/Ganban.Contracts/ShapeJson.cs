using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Ganban.Contracts;

/// <summary>Turns the contract's shapes into JSON values and back, also into another service's same shape.</summary>
public static class ShapeJson
{
    /// <summary>The shape as a JSON value.</summary>
    public static JsonElement Write<T>(T shape)
        where T : class, IShape<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ShapeWriter.Options))
        {
            shape.Write(writer);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory, new() { MaxDepth = ShapeReader.DepthMax });
        return document.RootElement.Clone();
    }

    /// <summary>The shape that a JSON value holds.</summary>
    /// <exception cref="MalformedRequestException">It holds another one.</exception>
    public static T Read<T>(JsonElement json)
        where T : class, IShape<T> => ShapeReader.Parse<T>(JsonMarshal.GetRawUtf8Value(json))!;

    /// <summary>The shape of the same members that bears another name.</summary>
    public static TTo Same<TFrom, TTo>(TFrom shape)
        where TFrom : class, IShape<TFrom>
        where TTo : class, IShape<TTo> => Read<TTo>(Write(shape));
}
