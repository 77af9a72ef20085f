using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Contracts;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>The bodies of a record that are too large for it and become objects of their own.</summary>
/// <param name="folder">The folder of the record's hour.</param>
/// <param name="requestId">The request.</param>
internal sealed class LargeBodies(ObjectAddress folder, string requestId)
{
    private const int InRecordBytesMax = 100 * 1024; // as the service has it
    private readonly List<S3LogBody> _objects = [];

    /// <summary>The folder of the record's hour.</summary>
    public ObjectAddress Folder => folder;

    /// <summary>The bodies taken.</summary>
    public IReadOnlyList<S3LogBody> Objects => _objects;

    /// <summary>Takes a body if it is large, and gives the address that it will have; null if it is not.</summary>
    public string? Take(string side, JsonNode body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ShapeWriter.Options))
        {
            body.WriteTo(writer);
        }

        if (buffer.WrittenCount <= InRecordBytesMax)
        {
            return null;
        }

        var address = LogKeys.Body(folder, requestId, side);
        _objects.Add(new S3LogBody(address, buffer.WrittenMemory));
        return address.ToString();
    }
}
