using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>Metadata as the tables keep it.</summary>
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonElement>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class VectorJson : JsonSerializerContext
{
    public static byte[] Write(IReadOnlyDictionary<string, JsonElement> metadata) =>
        JsonSerializer.SerializeToUtf8Bytes(metadata, Default.IReadOnlyDictionaryStringJsonElement);

    public static Dictionary<string, JsonElement> Read(byte[] json) =>
        JsonSerializer.Deserialize(json, Default.DictionaryStringJsonElement)!;
}
