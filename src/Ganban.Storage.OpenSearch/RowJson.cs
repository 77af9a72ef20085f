using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ganban.Storage.OpenSearch;

/// <summary>Metadata as a field keeps it.</summary>
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class RowJson : JsonSerializerContext;
