using System.Text.Json;

namespace Ganban.Bedrock.Ingestion;

/// <summary>How the records of a CSV file are taken apart.</summary>
/// <param name="Content">The column whose text is found and given back.</param>
/// <param name="Included">The columns that become attributes; null for all others.</param>
/// <param name="Excluded">The columns that do not.</param>
internal sealed record RecordStructure(
    string Content, IReadOnlyList<string>? Included, IReadOnlyList<string> Excluded)
{
    private const string Type = "RECORD_BASED_STRUCTURE_METADATA";

    /// <summary>Reads <c>documentStructureConfiguration</c>.</summary>
    /// <exception cref="DocumentFailedException">It is not of its form.</exception>
    public static RecordStructure Read(JsonElement configuration)
    {
        if (Member(configuration, "type") is not { ValueKind: JsonValueKind.String } type || type.GetString() != Type)
        {
            throw Wrong($"its type must be {Type}");
        }

        var records = Member(configuration, "recordBasedStructureMetadata")
            ?? throw Wrong("recordBasedStructureMetadata is missing");
        var content = Names(records, "contentFields");
        if (content is not [var only])
        {
            throw Wrong("contentFields must name one column");
        }

        var columns = Member(records, "metadataFieldsSpecification");
        return new RecordStructure(
            only,
            columns is { } some ? Names(some, "fieldsToInclude") : null,
            (columns is { } others ? Names(others, "fieldsToExclude") : null) ?? []);
    }

    /// <summary>Whether a column becomes an attribute.</summary>
    public bool IsAttribute(string column) =>
        column != Content && Included?.Contains(column) != false && !Excluded.Contains(column);

    /// <summary>It as a text that is the same for the same structure.</summary>
    public string ToText() =>
        $"{Content}\n+{(Included is null ? "*" : string.Join(',', Included))}\n-{string.Join(',', Excluded)}";

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var found) ? found : null;

    private static List<string>? Names(JsonElement json, string name)
    {
        if (Member(json, name) is not { } list)
        {
            return null;
        }

        var fields = list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(item => Member(item, "fieldName")).ToList()
            : [null];
        return fields.All(field => field is { ValueKind: JsonValueKind.String })
            ? [.. fields.Select(field => field!.Value.GetString()!)]
            : throw Wrong($"{name} must be a list of objects with a fieldName");
    }

    private static DocumentFailedException Wrong(string complaint) =>
        new($"documentStructureConfiguration of the metadata file: {complaint}");
}
