using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Doors.Models;

/// <summary>A model as OpenAI's list shows it.</summary>
internal static class ModelEntry
{
    /// <summary>The entry; the catalog does not know when models were made, which 0 says.</summary>
    public static JsonObject Of(string id, CatalogModel model) => new()
    {
        ["id"] = id,
        ["object"] = "model",
        ["created"] = 0,
        ["owned_by"] = model.Id[..model.Id.IndexOf('.', StringComparison.Ordinal)],
    };
}
