using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ganban.Inference.ModelStore;

/// <summary>How the store's own files are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(StoredModel))]
[JsonSerializable(typeof(DownloadState))]
internal sealed partial class StoreJson : JsonSerializerContext;
