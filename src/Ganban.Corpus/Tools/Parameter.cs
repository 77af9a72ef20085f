using System.Text.Json.Nodes;

namespace Ganban.Corpus.Tools;

/// <summary>A parameter of a tool.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="Description">What it means; may be empty.</param>
/// <param name="IsRequired">Whether a call must have it.</param>
internal sealed record Parameter(string Name, string Type, string Description, bool IsRequired)
{
    /// <summary>The only values that are allowed; empty for any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The JSON type of a list's items.</summary>
    public string ItemType { get; init; } = "";

    /// <summary>The parameter's JSON schema.</summary>
    public JsonObject ToSchema()
    {
        var schema = new JsonObject { ["type"] = Type };
        if (Description.Length > 0)
        {
            schema["description"] = Description;
        }

        if (Values.Count > 0)
        {
            schema["enum"] = new JsonArray([.. Values.Select(value => JsonValue.Create(value))]);
        }

        if (ItemType.Length > 0)
        {
            schema["items"] = new JsonObject { ["type"] = ItemType };
        }

        return schema;
    }
}
