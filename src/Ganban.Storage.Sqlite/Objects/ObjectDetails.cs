using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ganban.Storage.Objects;

namespace Ganban.Storage.Sqlite.Objects;

/// <summary>What the index keeps of an object besides its columns; members may be added, never renamed.</summary>
internal sealed record ObjectDetails(ObjectHeaders Headers, ObjectChecksum? Checksum);

/// <summary>Details as the tables keep them.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ObjectDetails))]
[JsonSerializable(typeof(UploadOptions))]
internal sealed partial class DetailsJson : JsonSerializerContext
{
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    public static T Read<T>(byte[] json, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(json, type)!;
}
