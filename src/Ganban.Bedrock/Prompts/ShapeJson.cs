using System.Buffers;
using System.Text.Json;
using Ganban.Contracts;

namespace Ganban.Bedrock.Prompts;

/// <summary>Turns the contract's shapes into JSON values and back, also into another service's same shape.</summary>
internal static class ShapeJson
{
    /// <summary>The shape as a JSON value.</summary>
    public static JsonElement Write<T>(T shape)
        where T : class, IShape<T>
    {
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
        where T : class, IShape<T> => ShapeReader.Parse<T>(JsonSerializer.SerializeToUtf8Bytes(json))!;
}
