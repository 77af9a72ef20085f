using System.Text.Json;

namespace Ganban.Inference.ModelFiles.Import;

/// <summary>Reads fields of a model's JSON files; a field of the wrong kind is refused by its name.</summary>
/// <param name="file">The file's name, for messages.</param>
/// <param name="json">An object.</param>
internal sealed class JsonFields(string file, JsonElement json)
{
    private const int FileBytesMax = 256 << 20;

    /// <summary>The object itself.</summary>
    public JsonElement Json => json;

    /// <summary>Reads a file that must hold an object; null if there is no such file.</summary>
    public static JsonFields? Find(string folder, string file)
    {
        var info = new FileInfo(Path.Combine(folder, file));
        if (!info.Exists)
        {
            return null;
        }

        if (info.Length > FileBytesMax)
        {
            throw new ModelFileException($"{file} has {info.Length} bytes; {FileBytesMax} at most are read.");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(info.FullName));
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? new JsonFields(file, document.RootElement.Clone())
                : throw new ModelFileException($"{file} does not hold a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new ModelFileException($"{file} is no JSON: {exception.Message}", exception);
        }
    }

    /// <summary>A file that must be there.</summary>
    public static JsonFields Get(string folder, string file) =>
        Find(folder, file) ?? throw new ModelFileException($"'{folder}' has no {file}.");

    /// <summary>The first of some fields that is there and not null.</summary>
    public JsonElement? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (json.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>An object in a field, or null.</summary>
    public JsonFields? FindObject(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.Object ? new JsonFields($"{file}'s {name}", value)
        : throw Wrong(name, "an object");

    /// <summary>A whole number of 0 to 2³¹ − 1, or null.</summary>
    public int? FindInteger(params ReadOnlySpan<string> names) =>
        Find(names) is not { } value ? null
        : value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number
        : throw Wrong(names[0], "a whole number");

    /// <summary>A whole number that must be there.</summary>
    public int GetInteger(params ReadOnlySpan<string> names) => FindInteger(names) ?? throw Missing(names[0]);

    /// <summary>A number, or null.</summary>
    public double? FindNumber(params ReadOnlySpan<string> names) =>
        Find(names) is not { } value ? null
        : value.ValueKind is JsonValueKind.Number ? value.GetDouble()
        : throw Wrong(names[0], "a number");

    /// <summary>A number that must be there.</summary>
    public double GetNumber(params ReadOnlySpan<string> names) => FindNumber(names) ?? throw Missing(names[0]);

    /// <summary>A boolean, or null.</summary>
    public bool? FindBoolean(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(name, "true or false");

    /// <summary>A string, or null.</summary>
    public string? FindString(params ReadOnlySpan<string> names) =>
        Find(names) is not { } value ? null
        : value.ValueKind is JsonValueKind.String ? value.GetString()
        : throw Wrong(names[0], "a string");

    /// <summary>A list of numbers, or null.</summary>
    public float[]? FindNumbers(string name)
    {
        if (Find(name) is not { } list)
        {
            return null;
        }

        return list.ValueKind is JsonValueKind.Array
            && list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.Number)
                ? [.. list.EnumerateArray().Select(item => item.GetSingle())]
                : throw Wrong(name, "a list of numbers");
    }

    /// <summary>The items of a list; none if it is not there.</summary>
    public IEnumerable<JsonElement> Items(string name) =>
        Find(name) is not { } list ? []
        : list.ValueKind is JsonValueKind.Array ? list.EnumerateArray()
        : throw Wrong(name, "a list");

    /// <summary>An exception for a field that is missing.</summary>
    public ModelFileException Missing(string name) => new($"{file} has no '{name}'.");

    private ModelFileException Wrong(string name, string wanted) => new($"'{name}' in {file} is not {wanted}.");
}
