using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Ganban.Training.Files;

/// <summary>A tensor to write.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Sizes, rows first.</param>
/// <param name="Read">Gives its numbers when it is its turn.</param>
internal sealed record SafetensorsEntry(string Name, int[] Shape, Func<float[]> Read);

/// <summary>Writes F32 tensors as a safetensors file: https://github.com/huggingface/safetensors.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes the file, replacing one that is there once the new one is complete.</summary>
    /// <param name="path">Where; the file is written beside it, with `.part` behind its name, first.</param>
    /// <param name="tensors">What.</param>
    public static void Write(string path, IReadOnlyList<SafetensorsEntry> tensors)
    {
        var part = path + ".part";
        using (var stream = File.Create(part))
        {
            var header = Header(tensors);
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in tensors)
            {
                stream.Write(MemoryMarshal.AsBytes<float>(tensor.Read()));
            }
        }

        File.Move(part, path, overwrite: true);
    }

    private static byte[] Header(IReadOnlyList<SafetensorsEntry> tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            long start = 0;
            foreach (var tensor in tensors)
            {
                var end = start + (sizeof(float) * tensor.Shape.Aggregate(1L, (product, size) => product * size));
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                Array.ForEach(tensor.Shape, size => json.WriteNumberValue(size));
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(start);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                start = end;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }
}
